package dev.argand.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.layer.DepthwiseProduct.Geometry;
import dev.argand.signal.CounterRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The product of positions against the engine's grouped convolution, in float64. */
class DepthwiseProductTest {
  private static final int BATCH = 2;
  private static final int CHANNELS = 3;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 1, 1, 4, 4",
    "2, 3, 1, 1, 4, 4",
    "2, 5, 1, 2, 4, 6",
    "2, 5, 2, 1, 7, 5",
    "1, 3, 2, 2, 5, 8",
    "2, 5, 2, 2, 8, 8",
    "2, 3, 1, 1, 1, 1"
  })
  void product_isTheConvolution(
      int parts, int side, int stride, int dilation, int height, int width) {
    NDArray x = random("x", BATCH, (long) parts * CHANNELS, height, width);
    NDArray kernels = random("kernels", parts, CHANNELS, (long) side * side);
    Geometry geometry = Geometry.of(x.getShape(), side, stride, dilation);
    assertThat(geometry.isSmall()).isTrue();

    NDArray product = DepthwiseProduct.of(x, kernels, geometry);

    NDArray square = kernels.reshape(parts, CHANNELS, 1, side, side);
    NDArray expected;
    if (parts == 1) {
      expected = convolve(x, square.get(0), stride, dilation);
    } else {
      NDList halves = x.split(2, 1);
      NDArray re = halves.get(0);
      NDArray im = halves.get(1);
      NDArray a = square.get(0);
      NDArray b = square.get(1);
      expected =
          Tensors.concat(
              1,
              convolve(re, a, stride, dilation).sub(convolve(im, b, stride, dilation)),
              convolve(re, b, stride, dilation).add(convolve(im, a, stride, dilation)));
    }
    assertThat(product.getShape()).isEqualTo(expected.getShape());
    double[] found = product.toDoubleArray();
    double[] wanted = expected.toDoubleArray();
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(wanted[i], within(1e-12));
    }
  }

  private static NDArray convolve(NDArray x, NDArray kernel, int stride, int dilation) {
    int padding = dilation * ((int) kernel.getShape().get(2) / 2);
    return Tensors.conv2d(x, kernel, null, stride, padding, dilation, CHANNELS);
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
