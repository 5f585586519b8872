/**
 * Oracles and generators for tests: a transform by definition, numerical gradients, a clock that a
 * test moves, golden files.
 *
 * <p>Everything here is slow and obvious on purpose. Production code never depends on it.
 */
@NullMarked
package dev.argand.testkit;

import org.jspecify.annotations.NullMarked;
