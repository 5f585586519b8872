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
    return x -> {
      NDArray pooled = pool(x);
      return affine
          .apply(pooled.reshape(pooled.getShape().get(0), 1, field.reals(), channels, -1))
          .reshape(pooled.getShape());
    };
  }

  private NDArray pool(NDArray x) {
    return maximum ? Pooling.max(x, field, 1, stride) : Pooling.average(x, stride);
  }
}
