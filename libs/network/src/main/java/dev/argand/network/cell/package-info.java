/**
 * Cells, the network derived from a genotype, and the supernet in which every edge mixes all
 * candidate operations.
 */
@NullMarked
package dev.argand.network.cell;

import org.jspecify.annotations.NullMarked;
