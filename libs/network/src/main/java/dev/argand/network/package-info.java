/**
 * Real- and complex-valued networks over mel spectra: layers, the candidate operations of a search
 * space, cells, genotypes, the supernet of a differentiable search and the network derived from it.
 *
 * <p>A complex tensor is a real tensor whose channel axis is laid out {@code [Re; Im]}: channels 0
 * to C-1 hold the real parts and C to 2C-1 the imaginary parts. This is the only module that may
 * import {@code ai.djl}; what it offers to others speaks of float arrays and records.
 */
@NullMarked
package dev.argand.network;

import org.jspecify.annotations.NullMarked;
