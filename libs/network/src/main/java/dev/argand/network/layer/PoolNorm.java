package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import dev.argand.network.Field;
import java.util.function.UnaryOperator;

/** Pooling over 3x3, then batch norm. */
public final class PoolNorm implements Layer {
  private final Field field;
  private final boolean maximum;
  private final int channels;
  private final int stride;
  private final BatchNorm norm;

  /** A pooling of the given kind over {@code channels} channels. */
  public PoolNorm(Site site, boolean maximum, int channels, int stride) {
    this.field = site.field();
    this.maximum = maximum;
    this.channels = channels;
    this.stride = stride;
    this.norm = site.norm(channels);
  }

  @Override
  public NDArray forward(Pass pass, NDArray x) {
    return norm.forward(pass, pool(x));
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    Affine affine = norm.folded(pass);
    // As a matrix it is one product, where parts cross and where they do not.
    int planes = field.reals() * channels;
    NDArray bias = affine.bias().reshape(-1, 1);
    NDArray identity =
        bias.getManager().eye(planes).toType(bias.getDataType(), false).reshape(1, planes, planes);
    NDArray matrix = affine.applyToRows(identity).squeeze(0);
    return x -> Tensors.pointwise(pool(x), matrix, bias);
  }

  private NDArray pool(NDArray x) {
    return maximum ? Pooling.max(x, field, 1, stride) : Pooling.average(x, stride);
  }
}
