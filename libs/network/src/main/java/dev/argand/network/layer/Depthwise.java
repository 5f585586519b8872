package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.argand.network.Field;

/**
 * A depthwise convolution without bias, each channel by a square kernel of its own, padded so that
 * stride 1 keeps the size: the factor of a polynomial.
 */
final class Depthwise {
  private final Field field;
  private final int channels;
  private final int side;
  private final int stride;
  private final int weight;

  /** Number of the scale, or -1. */
  private final int scale;

  Depthwise(Site site, int channels, int side, int stride, boolean scaled) {
    this.field = site.field();
    this.channels = channels;
    this.side = side;
    this.stride = stride;
    this.weight =
        site.parameters()
            .declare(
                site.name() + ".depthwise",
                field.reals(),
                Initializer.he(side * side),
                field.reals(),
                channels,
                side,
                side);
    this.scale = scaled ? site.parameters().declareScale(weight) : -1;
  }

  NDArray forward(Pass pass, NDArray x) {
    return convolve(x, kernel(pass));
  }

  /** What {@link #convolve} takes: computed once where weights are frozen. */
  NDArray kernel(Pass pass) {
    NDArray kernels = pass.parameter(weight).reshape(field.reals(), channels, 1, side, side);
    if (scale >= 0) {
      kernels = kernels.mul(pass.parameter(scale));
    }
    return isDense() ? dense(kernels) : kernels;
  }

  NDArray convolve(NDArray x, NDArray kernel) {
    if (isDense()) {
      return Tensors.conv2d(x, kernel, null, stride, side / 2, 1, 1);
    }
    int planes = field.reals() * channels;
    if (field == Field.REAL) {
      return Tensors.conv2d(x, kernel.squeeze(0), null, stride, side / 2, 1, planes);
    }
    // (A + iB)(u + iv) a channel: A and B each run over [u; v], then cross.
    NDList parts = kernel.split(2, 0);
    NDArray byReal = twice(x, parts.get(0).squeeze(0));
    NDList byImaginary = twice(x, parts.get(1).squeeze(0)).split(2, 1);
    return byReal.add(Tensors.concat(1, byImaginary.get(1).neg(), byImaginary.get(0)));
  }

  private NDArray twice(NDArray x, NDArray kernel) {
    NDArray both = Tensors.concat(0, kernel, kernel);
    return Tensors.conv2d(x, both, null, stride, side / 2, 1, 2 * channels);
  }

  /** As in {@link ConvolutionNorm}: while narrow, one dense kernel with zeros is faster. */
  private boolean isDense() {
    return field.reals() * channels <= ConvolutionNorm.DENSE_LIMIT;
  }

  private NDArray dense(NDArray kernels) {
    NDArray diagonal =
        kernels
            .getManager()
            .eye(channels)
            .toType(kernels.getDataType(), false)
            .reshape(1, channels, channels, 1, 1);
    NDArray spread = kernels.mul(diagonal);
    return field == Field.REAL
        ? spread.squeeze(0)
        : Tensors.structured(spread.expandDims(1)).squeeze(0);
  }
}
