/**
 * Layers over {@code [batch, channels, bands, frames]} tensors whose complex channels are laid out
 * {@code [Re; Im]}: convolution, whitening batch norm, pooling, linear. Parameters live in one flat
 * vector described by {@link dev.argand.network.layer.ParameterLayout}.
 *
 * <p>Arrays returned by a layer belong to the manager of its input's computation: a step runs in an
 * {@code NDScope} that closes what it made.
 */
@NullMarked
package dev.argand.network.layer;

import org.jspecify.annotations.NullMarked;
