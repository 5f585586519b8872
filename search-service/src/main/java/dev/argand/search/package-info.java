/**
 * The search service as a process of its own. What it does lies in the packages below.
 *
 * <p>It may import libraries, never another service.
 */
@NullMarked
package dev.argand.search;

import org.jspecify.annotations.NullMarked;
