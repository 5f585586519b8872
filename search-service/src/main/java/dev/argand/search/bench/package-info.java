/** Benchmarks of the search, run by hand in a worker JVM. */
@NullMarked
package dev.argand.search.bench;

import org.jspecify.annotations.NullMarked;
