package dev.argand.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.argand.network.DivergedException;
import dev.argand.network.Field;
import dev.argand.network.OperationKind;
import dev.argand.network.Readout;
import dev.argand.signal.CounterRandom;
import dev.argand.testkit.CentralDifference;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each layer in float64 against obvious arithmetic and against central differences. */
class ComplexLayerTest {
  private static final int BATCH = 2;
  private static final int CHANNELS = 3;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;

  // Central differences of float64 err by about step^2 and 1e-16 / step: 1e-10 each here, times the
  // curvature of a batch norm over 40 values.
  private static final double STEP = 1e-5;
  private static final double RELATIVE = 1e-5;
  private static final double FLOOR = 1e-6;

  /** The layers of the complex and of the real field, with a name to print. */
  static Stream<Arguments> layers() {
    return Stream.of(Field.values())
        .flatMap(
            field ->
                Stream.of(
                    layer(
                        field,
                        "dense",
                        site -> ConvolutionNorm.dense(site, true, CHANNELS, 4, 3, 1)),
                    layer(
                        field,
                        "stem",
                        site -> ConvolutionNorm.dense(site, false, CHANNELS, 2, 3, 2)),
                    layer(
                        field,
                        "separable",
                        site -> ConvolutionNorm.separable(site, CHANNELS, 3, 1, 1)),
                    layer(
                        field,
                        "dilated",
                        site -> ConvolutionNorm.separable(site, CHANNELS, 5, 2, 2)),
                    layer(
                        field,
                        "factorized",
                        site -> ConvolutionNorm.factorizedReduction(site, CHANNELS, 2)),
                    polynomial(field, OperationKind.POL4_5_3, 1),
                    polynomial(field, OperationKind.POL4_7_1, 2),
                    polynomial(field, OperationKind.POL5_5_3, 2),
                    polynomial(field, OperationKind.ATT_5_3_3, 1),
                    layer(field, "max", site -> new PoolNorm(site, true, CHANNELS, 2)),
                    layer(field, "average", site -> new PoolNorm(site, false, CHANNELS, 1)),
                    layer(field, "modulus", site -> new Head(site, CHANNELS, 4, Readout.MODULUS)),
                    layer(
                        field,
                        "real part",
                        site -> new Head(site, CHANNELS, 4, Readout.REAL_PART))));
  }

  private static Arguments polynomial(Field field, OperationKind kind, int stride) {
    return layer(field, kind.code(), site -> new Polynomial(site, kind, CHANNELS, stride));
  }

  private static Arguments layer(Field field, String name, Function<Site, Layer> build) {
    return Arguments.of(field, name, build);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("layers")
  void gradients_equalCentralDifferences(Field field, String name, Function<Site, Layer> build) {
    ParameterLayout parameters = new ParameterLayout();
    Layer layer = build.apply(new Site(parameters, new ParameterLayout(), "l", field, true));
    CounterRandom random = CounterRandom.of(name.hashCode());
    double[] weights = widen(parameters.initialValues(random));
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.1 * random.nextGaussian();
    }
    double[] input = gaussian(random, BATCH * field.reals() * CHANNELS * HEIGHT * WIDTH);
    try (NDManager manager = NDManager.newBaseManager()) {
      double[] coefficients;
      double[] inputGradient;
      double[] weightGradient;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray x = input(manager, field, input);
        NDArray w = manager.create(weights);
        x.setRequiresGradient(true);
        w.setRequiresGradient(true);
        try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
          NDArray y = layer.forward(Pass.training(parameters, w), x);
          coefficients = gaussian(random, (int) y.size());
          gradients.backward(y.mul(manager.create(coefficients, y.getShape())).sum());
        }
        inputGradient = x.getGradient().toDoubleArray();
        weightGradient = w.getGradient().toDoubleArray();
      }
      double[] c = coefficients;
      CentralDifference.check(
          v -> loss(manager, layer, parameters, field, v, weights, c),
          input,
          inputGradient,
          STEP,
          RELATIVE,
          FLOOR);
      CentralDifference.check(
          v -> loss(manager, layer, parameters, field, input, v, c),
          weights,
          weightGradient,
          STEP,
          RELATIVE,
          FLOOR);
    }
  }

  @Test
  void denseConvolutionAndWhitening_equalTheOracle() {
    ParameterLayout parameters = new ParameterLayout();
    Site site = new Site(parameters, new ParameterLayout(), "l", Field.COMPLEX, false);
    Layer layer = ConvolutionNorm.dense(site, false, CHANNELS, 4, 3, 2);
    CounterRandom random = CounterRandom.of(3);
    double[] weights = widen(parameters.initialValues(random));
    double[] input = gaussian(random, BATCH * 2 * CHANNELS * HEIGHT * WIDTH);
    double[][][][][] expected =
        ComplexOracle.whiten(
            ComplexOracle.convolve(
                nest(input, BATCH, 2, CHANNELS, HEIGHT, WIDTH),
                nest(weights, 2, 4, CHANNELS, 3, 3),
                2,
                1,
                1),
            BatchNorm.EPSILON);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray y =
          layer.forward(
              Pass.training(parameters, manager.create(weights)),
              input(manager, Field.COMPLEX, input));
      assertClose(y.toDoubleArray(), ComplexOracle.flatten(expected));
    }
  }

  @Test
  void maxPooling_equalsTheOracle() {
    CounterRandom random = CounterRandom.of(4);
    double[] input = gaussian(random, BATCH * 2 * CHANNELS * HEIGHT * WIDTH);
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int stride = 1; stride <= 2; stride++) {
        NDArray y = Pooling.max(input(manager, Field.COMPLEX, input), Field.COMPLEX, 1, stride);
        assertClose(
            y.toDoubleArray(),
            ComplexOracle.flatten(
                ComplexOracle.maxByModulus(
                    nest(input, BATCH, 2, CHANNELS, HEIGHT, WIDTH), stride)));
      }
    }
  }

  @Test
  void batchNorm_ofASilentBatch_isFinite() {
    ParameterLayout parameters = new ParameterLayout();
    BatchNorm norm = new Silent(parameters).norm();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.zeros(new Shape(1, 2 * CHANNELS, 2, 2), DataType.FLOAT32);
      x.setRequiresGradient(true);
      NDArray w = manager.create(parameters.initialValues(CounterRandom.of(1)));
      NDArray y;
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        y = norm.forward(Pass.training(parameters, w), x);
        gradients.backward(y.square().sum());
      }
      assertThat(y.toFloatArray()).containsOnly(0f);
      for (float g : x.getGradient().toFloatArray()) {
        assertThat(g).isFinite();
      }
    }
  }

  @Test
  void gradients_surviveGarbageCollectionBetweenForwardAndBackward() {
    ParameterLayout parameters = new ParameterLayout();
    BatchNorm norm = new Silent(parameters).norm();
    CounterRandom random = CounterRandom.of(9);
    double[] input = gaussian(random, 4 * 2 * CHANNELS * 6 * 6);
    double[] calm = null;
    for (int round = 0; round < 20; round++) {
      try (NDManager manager = NDManager.newBaseManager()) {
        NDArray x = manager.create(input, new Shape(4, 2 * CHANNELS, 6, 6));
        NDArray w = manager.create(widen(parameters.initialValues(random)));
        x.setRequiresGradient(true);
        try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
          NDArray y = norm.forward(Pass.training(parameters, w), x);
          System.gc();
          byte[][] churn = new byte[64][];
          Arrays.setAll(churn, i -> new byte[1 << 12]);
          java.nio.ByteBuffer.allocateDirect(1 << 14).putDouble(0, churn.length);
          gradients.backward(y.square().square().sum());
        }
        double[] gradient = x.getGradient().toDoubleArray();
        if (calm == null) {
          calm = gradient;
        }
        assertThat(gradient).containsExactly(calm);
      }
    }
  }

  /** A complex batch norm with parameters. */
  private record Silent(ParameterLayout parameters) {
    BatchNorm norm() {
      return BatchNorm.affine(parameters, new ParameterLayout(), "norm", Field.COMPLEX, CHANNELS);
    }
  }

  private static double loss(
      NDManager manager,
      Layer layer,
      ParameterLayout parameters,
      Field field,
      double[] input,
      double[] weights,
      double[] coefficients) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      double[] y =
          layer
              .forward(
                  Pass.training(parameters, manager.create(weights)), input(manager, field, input))
              .toDoubleArray();
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += coefficients[i] * y[i];
      }
      return sum;
    }
  }

  private static NDArray input(NDManager manager, Field field, double[] values) {
    return manager.create(values, new Shape(BATCH, field.reals() * CHANNELS, HEIGHT, WIDTH));
  }

  private static double[] gaussian(CounterRandom random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[][][][][] nest(double[] flat, int a, int b, int c, int d, int e) {
    double[][][][][] nested = new double[a][b][c][d][e];
    for (int i = 0; i < flat.length; i++) {
      nested[i / (b * c * d * e)][i / (c * d * e) % b][i / (d * e) % c][i / e % d][i % e] = flat[i];
    }
    return nested;
  }

  private static void assertClose(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-9));
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      floats = {Float.NaN, Float.POSITIVE_INFINITY, 1e30f})
  void maxPool_ofWhatIsNotFinite_saysSo(float value) {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] values = new float[2 * 2 * 4 * 4];
      values[21] = value;
      NDArray x = manager.create(values, new Shape(2, 2, 4, 4));
      // The square of the last is infinite.
      assertThatThrownBy(() -> Pooling.max(x, Field.COMPLEX, 1, 1))
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith("what a max pool reads became ")
          .hasMessageContaining(
              value == 1e30f ? "too great to be squared: 1.0" : String.valueOf(value));
    }
  }
}
