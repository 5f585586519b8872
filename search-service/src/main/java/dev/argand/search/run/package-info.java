/**
 * A run: one search with its retraining, in a worker JVM of its own. The engine allows one training
 * a JVM, and a worker that runs out of memory must not take its parent along.
 */
@NullMarked
package dev.argand.search.run;

import org.jspecify.annotations.NullMarked;
