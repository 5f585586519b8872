/** Makes a bundle known: bytes to the bundle store, the announcement to {@code models}. */
@NullMarked
package dev.argand.search.publish;

import org.jspecify.annotations.NullMarked;
