/**
 * Learning: the steps of a bi-level search and of plain training, the architecture parameters, the
 * {@link dev.argand.network.training.SearchMethod}s with their losses, and the optimisers. Tensors
 * stay inside; callers give and get float arrays.
 */
@NullMarked
package dev.argand.network.training;

import org.jspecify.annotations.NullMarked;
