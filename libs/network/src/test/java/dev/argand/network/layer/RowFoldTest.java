package dev.argand.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.signal.CounterRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folded rows against the engine's grouped convolution, edge by edge, in float64. */
class RowFoldTest {
  private static final int BATCH = 2;
  private static final int CHANNELS = 3;
  private static final int EDGES = 2;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "REAL, 3, 1, 1, 4, 4",
    "COMPLEX, 3, 1, 1, 4, 4",
    "COMPLEX, 5, 1, 2, 4, 6",
    "COMPLEX, 5, 2, 1, 7, 5",
    "REAL, 3, 2, 2, 5, 8",
    "COMPLEX, 5, 2, 2, 8, 8",
    "COMPLEX, 3, 1, 1, 1, 1"
  })
  void folded_isTheConvolutionOfEachEdge(
      Field field, int side, int stride, int dilation, int height, int width) {
    int parts = field.reals();
    NDArray kernels = random("kernels", parts, EDGES, CHANNELS, (long) side * side);
    NDArray one = random("one", BATCH, (long) parts * CHANNELS, height, width);
    NDArray other = random("other", BATCH, (long) parts * CHANNELS, height, width);
    RowFold fold = new RowFold(field, CHANNELS, side, stride, dilation, height);

    NDArray shared = fold.shared(one, kernels);
    NDArray each = fold.each(Tensors.concat(1, one, other), kernels);

    for (int edge = 0; edge < EDGES; edge++) {
      NDArray kernel = kernels.get(":," + edge).reshape(parts, CHANNELS, 1, side, side);
      same(shared.get(":," + edge), expected(field, one, kernel, stride, dilation));
      same(
          each.get(":," + edge),
          expected(field, edge == 0 ? one : other, kernel, stride, dilation));
    }
  }

  /** Where the arithmetic is a third of the dense convolution's, and where it is as much. */
  @Test
  void isFaster_byShapeAlone() {
    assertThat(new RowFold(Field.COMPLEX, 16, 5, 1, 1, 16).isFaster(32, 16, 4)).isTrue();
    assertThat(new RowFold(Field.COMPLEX, 16, 3, 1, 1, 16).isFaster(32, 16, 1)).isTrue();
    assertThat(new RowFold(Field.COMPLEX, 8, 5, 1, 1, 32).isFaster(32, 32, 4)).isFalse();
    // The profile cpu: 8 channels of 8x8 at batch 16, two edges.
    assertThat(new RowFold(Field.COMPLEX, 8, 5, 1, 1, 8).isFaster(16, 8, 2)).isFalse();
  }

  private static NDArray expected(
      Field field, NDArray x, NDArray kernel, int stride, int dilation) {
    if (field == Field.REAL) {
      return convolve(x, kernel.get(0), stride, dilation);
    }
    NDList halves = x.split(2, 1);
    NDArray re = halves.get(0);
    NDArray im = halves.get(1);
    NDArray a = kernel.get(0);
    NDArray b = kernel.get(1);
    return Tensors.concat(
        1,
        convolve(re, a, stride, dilation).sub(convolve(im, b, stride, dilation)),
        convolve(re, b, stride, dilation).add(convolve(im, a, stride, dilation)));
  }

  private static NDArray convolve(NDArray x, NDArray kernel, int stride, int dilation) {
    int padding = dilation * ((int) kernel.getShape().get(2) / 2);
    return Tensors.conv2d(x, kernel, null, stride, padding, dilation, CHANNELS);
  }

  private static void same(NDArray found, NDArray expected) {
    double[] a = found.toDoubleArray();
    double[] b = expected.toDoubleArray();
    assertThat(a).hasSameSizeAs(b);
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(b[i], within(1e-12));
    }
  }

  private NDArray random(String name, long... shape) {
    CounterRandom random = CounterRandom.of(1).at(name);
    Shape of = new Shape(shape);
    double[] values = new double[(int) of.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return manager.create(values, of).toType(DataType.FLOAT64, false);
  }
}
