package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * Depthwise convolutions of small maps as matrix products: each channel's kernel is spread into the
 * matrix that takes its input positions to its output positions (a doubly blocked Toeplitz matrix).
 *
 * <p>On a CPU the depthwise convolution of a map of a few dozen positions spends its time on
 * everything but arithmetic; the product does more arithmetic in a fifth to a tenth of the time,
 * forward and backward together. Beyond {@link #POSITIONS_LIMIT} the product's arithmetic outgrows
 * it.
 */
final class DepthwiseProduct {
  /** Greatest number of input positions times output positions. */
  static final long POSITIONS_LIMIT = 64 * 64;

  /** What a convolution does to a map. */
  record Geometry(int side, int stride, int dilation, int height, int width) {
    static Geometry of(Shape x, int side, int stride, int dilation) {
      int n = x.dimension();
      return new Geometry(side, stride, dilation, (int) x.get(n - 2), (int) x.get(n - 1));
    }

    /** Rows that come out, with padding that keeps the size at stride 1. */
    int outHeight() {
      return (height + stride - 1) / stride;
    }

    int outWidth() {
      return (width + stride - 1) / stride;
    }

    int in() {
      return height * width;
    }

    int out() {
      return outHeight() * outWidth();
    }

    boolean isSmall() {
      return (long) in() * out() <= POSITIONS_LIMIT;
    }
  }

  private record Key(Geometry geometry, boolean mean) {}

  private DepthwiseProduct() {}

  /**
   * Every channel by a kernel of its own, padded so that stride 1 keeps the size.
   *
   * @param x {@code [batch, parts * channels, H, W]}
   * @param kernels {@code [parts, channels, side * side]}
   * @return {@code [batch, parts * channels, H', W']}
   */
  static NDArray of(NDArray x, NDArray kernels, Geometry geometry) {
    long batch = x.getShape().get(0);
    long parts = kernels.getShape().get(0);
    long channels = kernels.getShape().get(1);
    NDArray columns =
        x.reshape(batch, parts, channels, geometry.in())
            .transpose(2, 0, 1, 3)
            .reshape(channels, batch, parts * geometry.in());
    return columns
        .batchMatMul(matrices(kernels, geometry))
        .reshape(channels, batch, parts, geometry.out())
        .transpose(1, 2, 0, 3)
        .reshape(batch, parts * channels, geometry.outHeight(), geometry.outWidth());
  }

  /** {@code [channels, parts * in, parts * out]}. */
  private static NDArray matrices(NDArray kernels, Geometry geometry) {
    long parts = kernels.getShape().get(0);
    long channels = kernels.getShape().get(1);
    NDArray byChannel = kernels.transpose(1, 0, 2);
    NDArray structured = byChannel;
    if (parts == 2) {
      // [channels, from part and to part, taps]: Re to Re, Re to Im, Im to Re, Im to Im
      NDList halves = byChannel.split(2, 1);
      structured = Tensors.concat(1, byChannel, halves.get(1).neg(), halves.get(0));
    }
    return structured
        .reshape(channels * parts * parts, kernels.getShape().get(2))
        .matMul(taps(kernels, geometry))
        .reshape(channels, parts, parts, geometry.in(), geometry.out())
        .transpose(0, 1, 3, 2, 4)
        .reshape(channels, parts * geometry.in(), parts * geometry.out());
  }

  /** Which tap joins two positions: {@code [side * side, in * out]} of zeros and ones. */
  private static NDArray taps(NDArray like, Geometry geometry) {
    long taps = (long) geometry.side() * geometry.side();
    return Constants.of(
        new Key(geometry, false),
        like,
        new Shape(taps, (long) geometry.in() * geometry.out()),
        () -> taps(geometry));
  }

  /**
   * The mean of each neighbourhood, without the padding.
   *
   * @param x {@code [batch, planes, H, W]}
   * @return {@code [batch, planes, H', W']}
   */
  static NDArray average(NDArray x, Geometry geometry) {
    Shape s = x.getShape();
    NDArray matrix =
        Constants.of(
            new Key(geometry, true),
            x,
            new Shape(geometry.in(), geometry.out()),
            () -> means(geometry));
    return x.reshape(s.get(0) * s.get(1), geometry.in())
        .matMul(matrix)
        .reshape(s.get(0), s.get(1), geometry.outHeight(), geometry.outWidth());
  }

  private static double[] taps(Geometry g) {
    double[] values = new double[g.side() * g.side() * g.in() * g.out()];
    int padding = g.dilation() * (g.side() / 2);
    for (int tapRow = 0; tapRow < g.side(); tapRow++) {
      for (int tapColumn = 0; tapColumn < g.side(); tapColumn++) {
        for (int outRow = 0; outRow < g.outHeight(); outRow++) {
          for (int outColumn = 0; outColumn < g.outWidth(); outColumn++) {
            int row = outRow * g.stride() + tapRow * g.dilation() - padding;
            int column = outColumn * g.stride() + tapColumn * g.dilation() - padding;
            if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
              int tap = tapRow * g.side() + tapColumn;
              int in = row * g.width() + column;
              int out = outRow * g.outWidth() + outColumn;
              values[(tap * g.in() + in) * g.out() + out] = 1;
            }
          }
        }
      }
    }
    return values;
  }

  private static double[] means(Geometry g) {
    double[] taps = taps(g);
    int size = g.in() * g.out();
    double[] means = new double[size];
    double[] counts = new double[g.out()];
    for (int i = 0; i < taps.length; i++) {
      means[i % size] += taps[i];
      counts[i % g.out()] += taps[i];
    }
    for (int i = 0; i < size; i++) {
      means[i] /= counts[i % g.out()];
    }
    return means;
  }
}
