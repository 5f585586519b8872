/**
 * Public data sets from where their authors put them: {@link dev.argand.search.fetch.PublicData}
 * knows addresses and checksums, {@link dev.argand.search.fetch.DataFetcher} brings them here,
 * whole or not at all.
 */
@NullMarked
package dev.argand.search.fetch;

import org.jspecify.annotations.NullMarked;
