package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;

/**
 * Depthwise convolutions of many edges at once with the map's rows folded into channels: across
 * rows the kernel is a banded matrix, along a row it stays a convolution.
 *
 * <p>A CPU convolves a few planes each by a kernel of its own slowly, and one dense kernel over all
 * planes does as many times more arithmetic as there are planes. Folded, an output takes as many
 * products as a row has positions in a channel's parts, times the kernel's width, and the engine
 * sees convolutions of a hundred channels. It pays where maps are low and channels many.
 *
 * @param field the number field
 * @param channels of an edge, in the field
 * @param side of the kernel
 * @param stride of both axes
 * @param dilation of both axes
 * @param height rows of the map
 */
public record RowFold(Field field, int channels, int side, int stride, int dilation, int height) {
  /**
   * Multiplications below which the greater number of operations weighs more than they do; a search
   * of the profile {@code cpu} stays below.
   */
  private static final double LEAST_MULTIPLICATIONS = 50e6;

  /** Share of the dense convolution's arithmetic below which folding is faster. */
  private static final double GREATEST_SHARE = 0.5;

  private record Band(int side, int stride, int dilation, int height) {}

  /** Rows that come out, with padding that keeps the size at stride 1. */
  int outHeight() {
    return (height + stride - 1) / stride;
  }

  /** Planes of an edge. */
  int planes() {
    return field.reals() * channels;
  }

  /**
   * Whether it is faster than one dense convolution.
   *
   * @param width of the map
   * @param edges convolutions at once
   */
  public boolean isFaster(long batch, int width, int edges) {
    double dense = (double) planes() * side * side;
    double folded = (double) field.reals() * height * side + planes();
    double outputs =
        (double) batch * edges * planes() * outHeight() * ((width + stride - 1) / stride);
    return folded < GREATEST_SHARE * dense && outputs * dense >= LEAST_MULTIPLICATIONS;
  }

  /**
   * Convolves one map by the kernels of several edges.
   *
   * @param x {@code [batch, parts * channels, H, W]}
   * @param kernels {@code [parts, edges, channels, side * side]}
   * @return {@code [batch, edges, parts * channels, H' * W']}
   */
  public NDArray shared(NDArray x, NDArray kernels) {
    Shape s = x.getShape();
    long parts = field.reals();
    long edges = kernels.getShape().get(1);
    NDArray folded =
        x.reshape(s.get(0), parts, channels, height, s.get(3))
            .transpose(0, 2, 1, 3, 4)
            .reshape(s.get(0), channels * parts * height, 1, s.get(3));
    NDArray y = convolve(folded, banded(kernels.transpose(2, 1, 0, 3)), channels);
    return back(
        y,
        y.reshape(s.get(0), channels, edges, parts, outHeight() * y.getShape().get(3))
            .transpose(0, 2, 3, 1, 4));
  }

  /**
   * Convolves the map of each edge by its own kernels.
   *
   * @param x {@code [batch, edges * parts * channels, H, W]}
   * @param kernels {@code [parts, edges, channels, side * side]}
   * @return {@code [batch, edges, parts * channels, H' * W']}
   */
  public NDArray each(NDArray x, NDArray kernels) {
    Shape s = x.getShape();
    long parts = field.reals();
    long edges = kernels.getShape().get(1);
    NDArray folded =
        x.reshape(s.get(0), edges, parts, channels, height, s.get(3))
            .transpose(0, 1, 3, 2, 4, 5)
            .reshape(s.get(0), edges * channels * parts * height, 1, s.get(3));
    NDArray y = convolve(folded, banded(kernels.transpose(1, 2, 0, 3)), (int) edges * channels);
    return back(
        y,
        y.reshape(s.get(0), edges, channels, parts, outHeight() * y.getShape().get(3))
            .transpose(0, 1, 3, 2, 4));
  }

  /** The planes of each edge in a row; what they were convolved into is let go of. */
  private NDArray back(NDArray convolved, NDArray byPlane) {
    Shape s = byPlane.getShape();
    NDArray planes = byPlane.reshape(s.get(0), s.get(1), planes(), s.get(4));
    convolved.close();
    byPlane.close();
    return planes;
  }

  private NDArray convolve(NDArray folded, NDArray kernel, int groups) {
    return folded
        .getNDArrayInternal()
        .convolution(
            folded,
            kernel,
            null,
            new Shape(1, stride),
            new Shape(0, dilation * (side / 2)),
            new Shape(1, dilation),
            groups)
        .singletonOrThrow();
  }

  /**
   * The kernels that work on folded maps.
   *
   * @param kernels {@code [a, b, parts, side * side]}
   * @return {@code [a * b * parts * H', parts * H, 1, side]}
   */
  private NDArray banded(NDArray kernels) {
    Shape s = kernels.getShape();
    long a = s.get(0);
    long b = s.get(1);
    long parts = s.get(2);
    NDArray structured = kernels;
    if (parts == 2) {
      // To Re from Re and Im, to Im from Re and Im.
      NDList halves = kernels.split(2, 2);
      NDArray im = halves.get(1);
      structured = Tensors.concat(2, halves.get(0), im.neg(), im, halves.get(0));
    }
    // [a, b, to, from, rows, columns] by rows last, so that the band takes them to [H', H].
    return structured
        .reshape(a * b * parts * parts, side, side)
        .transpose(0, 2, 1)
        .reshape(a * b * parts * parts * side, side)
        .matMul(band(kernels))
        .reshape(a * b, parts, parts, side, outHeight(), height)
        .transpose(0, 1, 4, 2, 5, 3)
        .reshape(a * b * parts * outHeight(), parts * height, 1, side);
  }

  /** Which row of the kernel joins two rows: {@code [side, H' * H]} of zeros and ones. */
  private NDArray band(NDArray like) {
    int out = outHeight();
    return Constants.of(
        new Band(side, stride, dilation, height),
        like,
        new Shape(side, (long) out * height),
        () -> {
          double[] values = new double[side * out * height];
          for (int tap = 0; tap < side; tap++) {
            for (int to = 0; to < out; to++) {
              int from = to * stride + (tap - side / 2) * dilation;
              if (from >= 0 && from < height) {
                values[(tap * out + to) * height + from] = 1;
              }
            }
          }
          return values;
        });
  }
}
