/**
 * Learning: the steps of a bi-level search and of plain training, the architecture parameters with
 * ForceDARTS's losses, and the optimisers. Tensors stay inside; callers give and get float arrays.
 */
@NullMarked
package dev.argand.network.training;

import org.jspecify.annotations.NullMarked;
