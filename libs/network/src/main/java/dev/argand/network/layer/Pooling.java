package dev.argand.network.layer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.DivergedException;
import dev.argand.network.Field;

/** Pooling over 3x3 with padding 1. */
public final class Pooling {
  // Room for 2^16 positions below half a float's last place: distinct moduli keep their order.
  private static final double INDEX_STEP = 0x1p-42;

  // Input times output positions up to which an average is a product with a constant matrix.
  private static final long AVERAGE_LIMIT = 256 * 256;

  private Pooling() {}

  /**
   * The element of greatest modulus (complex) or value (real) in each 3x3 neighbourhood.
   *
   * <p>Complex: a float64 key holds |z|^2 with the position in its low bits, so that one real
   * maximum finds both and a gather takes the parts; of equal moduli the last position wins. No
   * angle is computed. The gradient goes to the chosen element.
   *
   * @param x {@code [batch, groups * parts * channels, H, W]} with {@code [groups, parts,
   *     channels]}
   * @throws DivergedException if a modulus is not finite in the complex field
   */
  public static NDArray max(NDArray x, Field field, int groups, int stride) {
    Shape window = new Shape(3, 3);
    Shape strides = new Shape(stride, stride);
    Shape padding = new Shape(1, 1);
    if (field == Field.REAL) {
      return x.getNDArrayInternal().maxPool(window, strides, padding, false);
    }
    long batch = x.getShape().get(0);
    long planes = x.getShape().get(1);
    long height = x.getShape().get(2);
    long width = x.getShape().get(3);
    if (height * width > 1 << 16) {
      throw new IllegalArgumentException(
          "pooling by modulus takes at most 65536 positions, were " + height * width);
    }
    NDArray selection =
        selection(x.stopGradient(), batch, groups, height, width, window, strides, padding);
    long outHeight = (height - 1) / stride + 1;
    long outWidth = (width - 1) / stride + 1;
    NDArray index =
        Tensors.concat(2, selection, selection).reshape(batch, planes, outHeight * outWidth);
    return gather(x.reshape(batch, planes, height * width), index)
        .reshape(batch, planes, outHeight, outWidth);
  }

  /** A modulus that is not a number, or infinite, points nowhere. */
  private static NDArray gather(NDArray x, NDArray index) {
    try {
      return x.gather(index, 2);
    } catch (EngineException e) {
      double greatest = 0;
      for (Number value : x.toType(DataType.FLOAT64, true).toArray()) {
        // NaN is the greatest of all.
        greatest = Math.max(greatest, Math.abs(value.doubleValue()));
      }
      if (greatest * greatest <= Float.MAX_VALUE) {
        throw e;
      }
      throw new DivergedException(
          "what a max pool reads became "
              + (Double.isFinite(greatest) ? "too great to be squared: " + greatest : greatest));
    }
  }

  /** Positions of the greatest moduli: {@code [batch, groups, 1, channels, positions]}, int64. */
  private static NDArray selection(
      NDArray x,
      long batch,
      int groups,
      long height,
      long width,
      Shape window,
      Shape strides,
      Shape padding) {
    NDList parts = x.reshape(batch, groups, 2, -1, height, width).split(2, 2);
    NDArray squared =
        parts
            .get(0)
            .square()
            .add(parts.get(1).square())
            .toType(DataType.FLOAT32, false)
            .add(1e-30f);
    NDArray exact = squared.toType(DataType.FLOAT64, false);
    NDArray positions =
        x.getManager()
            .arange(0, height * width, 1, DataType.FLOAT64)
            .mul(INDEX_STEP)
            .add(1)
            .reshape(1, 1, 1, 1, height, width);
    NDArray key = exact.mul(positions).reshape(batch, -1, height, width);
    NDArray best = key.getNDArrayInternal().maxPool(window, strides, padding, false);
    NDArray modulus = best.toType(DataType.FLOAT32, false).toType(DataType.FLOAT64, false);
    NDArray index = best.div(modulus).sub(1).div(INDEX_STEP).round().toType(DataType.INT64, false);
    return index.reshape(batch, groups, 1, -1, index.getShape().get(2) * index.getShape().get(3));
  }

  /** The mean of each 3x3 neighbourhood, without the padding; parts each on their own. */
  public static NDArray average(NDArray x, int stride) {
    Shape shape = x.getShape();
    var geometry = DepthwiseProduct.Geometry.of(shape, 3, stride, 1);
    if ((long) geometry.in() * geometry.out() <= AVERAGE_LIMIT) {
      return DepthwiseProduct.average(x, geometry);
    }
    int planes = (int) shape.get(1);
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    NDArray kernel = x.getManager().ones(new Shape(planes, 1, 3, 3), x.getDataType());
    NDArray sum = Tensors.conv2d(x, kernel, null, stride, 1, 1, planes);
    int outHeight = (height - 1) / stride + 1;
    int outWidth = (width - 1) / stride + 1;
    float[] counts = new float[outHeight * outWidth];
    for (int i = 0; i < outHeight; i++) {
      for (int j = 0; j < outWidth; j++) {
        counts[i * outWidth + j] = covered(i * stride, height) * covered(j * stride, width);
      }
    }
    NDArray divisors =
        x.getManager()
            .create(counts, new Shape(1, 1, outHeight, outWidth))
            .toType(x.getDataType(), false);
    return sum.div(divisors);
  }

  private static int covered(int centre, int length) {
    return Math.min(centre + 1, length - 1) - Math.max(centre - 1, 0) + 1;
  }
}
