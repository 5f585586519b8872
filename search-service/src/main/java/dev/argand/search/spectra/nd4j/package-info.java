/**
 * Spectra by ND4J. The only package that sees {@code org.nd4j}; loaded by a class loader of its own
 * ({@link dev.argand.search.spectra.SpectraLoader}), never by name from elsewhere.
 */
@NullMarked
package dev.argand.search.spectra.nd4j;

import org.jspecify.annotations.NullMarked;
