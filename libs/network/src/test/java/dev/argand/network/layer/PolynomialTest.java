package dev.argand.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.network.OperationKind;
import dev.argand.signal.CounterRandom;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Polynomials of one channel against complex arithmetic written out, number by number. */
class PolynomialTest {
  private static final int BATCH = 2;
  private static final int SIDE = 4;

  @ParameterizedTest
  @EnumSource(
      value = OperationKind.class,
      names = {"POL4_5_3", "POL5_5_3", "ATT_5_3_3", "POL4_7_1"})
  void forward_equalsTheFormula(OperationKind kind) {
    ParameterLayout layout = new ParameterLayout();
    // Norms without parameters, so that what is compared is whitened on both sides.
    Layer layer =
        new Polynomial(
            new Site(layout, new ParameterLayout(), "p", Field.COMPLEX, false), kind, 1, 1);
    float[] weights = layout.initialValues(CounterRandom.of(5));
    CounterRandom random = CounterRandom.of(6);
    double[][][] x = new double[BATCH][2][SIDE * SIDE];
    for (double[][] example : x) {
      for (double[] part : example) {
        for (int i = 0; i < part.length; i++) {
          part[i] = random.nextGaussian();
        }
      }
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray y =
          layer.forward(
              Pass.training(layout, manager.create(weights).toType(DataType.FLOAT64, true)),
              manager.create(flat(x), new Shape(BATCH, 2, SIDE, SIDE)));
      double[] actual = y.toDoubleArray();
      double[] expected = flat(oracle(kind, layout, weights, x));
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-9));
      }
    }
  }

  @Test
  void polynomial_ofAnotherOperation_isRefused() {
    Site site = new Site(new ParameterLayout(), new ParameterLayout(), "p", Field.REAL, false);
    assertThatThrownBy(() -> new Polynomial(site, OperationKind.SEP3, 2, 1))
        .hasMessage("operation must be a polynomial, was SEP3");
  }

  private static double[][][] oracle(
      OperationKind kind, ParameterLayout layout, float[] weights, double[][][] x) {
    Map<String, double[]> w = new TreeMap<>();
    for (ParameterLayout.Entry entry : layout.entries()) {
      double[] values = new double[entry.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = weights[entry.offset() + i];
      }
      w.put(entry.name(), values);
    }
    double[][][] a = convolve(x, kernel(w, 1), kind.kernels().get(0));
    double[][][] y =
        switch (kind.family()) {
          case POLYNOMIAL_ASYMMETRIC_4 -> {
            double[][][] b = convolve(tanh(x), kernel(w, 2), kind.kernels().get(1));
            yield add(instanceNorm(multiply(a, whiten(b))), a);
          }
          case POLYNOMIAL_ASYMMETRIC_5 ->
              add(tanh(multiply(a, convolve(x, kernel(w, 2), kind.kernels().get(1)))), a);
          case POLYNOMIAL_ATTENTION -> {
            double[][][] b = convolve(x, kernel(w, 2), kind.kernels().get(1));
            double[][][] c = convolve(x, kernel(w, 3), kind.kernels().get(2));
            yield multiply(tanh(multiply(a, b)), c);
          }
          case SEPARABLE, DILATED, POOL, SKIP -> throw new IllegalArgumentException();
        };
    return whiten(convolve(relu(y), java.util.Objects.requireNonNull(w.get("p.out.weight")), 1));
  }

  private static double[] kernel(Map<String, double[]> weights, int factor) {
    return java.util.Objects.requireNonNull(weights.get("p.factor" + factor + ".depthwise"));
  }

  /** One complex channel by one complex kernel {@code [2, side, side]}, padded by half its side. */
  private static double[][][] convolve(double[][][] x, double[] kernel, int side) {
    double[][][] y = new double[BATCH][2][SIDE * SIDE];
    int taps = side * side;
    for (int n = 0; n < BATCH; n++) {
      for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
          for (int t = 0; t < taps; t++) {
            int row = i + t / side - side / 2;
            int column = j + t % side - side / 2;
            if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) {
              double re = x[n][0][row * SIDE + column];
              double im = x[n][1][row * SIDE + column];
              y[n][0][i * SIDE + j] += kernel[t] * re - kernel[taps + t] * im;
              y[n][1][i * SIDE + j] += kernel[t] * im + kernel[taps + t] * re;
            }
          }
        }
      }
    }
    return y;
  }

  private static double[][][] multiply(double[][][] a, double[][][] b) {
    double[][][] y = new double[BATCH][2][SIDE * SIDE];
    for (int n = 0; n < BATCH; n++) {
      for (int i = 0; i < SIDE * SIDE; i++) {
        y[n][0][i] = a[n][0][i] * b[n][0][i] - a[n][1][i] * b[n][1][i];
        y[n][1][i] = a[n][0][i] * b[n][1][i] + a[n][1][i] * b[n][0][i];
      }
    }
    return y;
  }

  private static double[][][] instanceNorm(double[][][] x) {
    double[][][] y = new double[BATCH][2][SIDE * SIDE];
    for (int n = 0; n < BATCH; n++) {
      double power = 0;
      for (int p = 0; p < 2; p++) {
        double mean = java.util.Arrays.stream(x[n][p]).average().orElseThrow();
        for (int i = 0; i < SIDE * SIDE; i++) {
          y[n][p][i] = x[n][p][i] - mean;
          power += y[n][p][i] * y[n][p][i] / (SIDE * SIDE) / 2;
        }
      }
      for (double[] part : y[n]) {
        for (int i = 0; i < part.length; i++) {
          part[i] /= Math.sqrt(power + 1e-5);
        }
      }
    }
    return y;
  }

  private static double[][][] whiten(double[][][] x) {
    double[][][][][] wide = new double[BATCH][2][1][1][];
    for (int n = 0; n < BATCH; n++) {
      wide[n][0][0][0] = x[n][0];
      wide[n][1][0][0] = x[n][1];
    }
    double[][][][][] white = ComplexOracle.whiten(wide, BatchNorm.EPSILON);
    double[][][] y = new double[BATCH][2][];
    for (int n = 0; n < BATCH; n++) {
      y[n][0] = white[n][0][0][0];
      y[n][1] = white[n][1][0][0];
    }
    return y;
  }

  private interface Function {
    double apply(double value);
  }

  private static double[][][] tanh(double[][][] x) {
    return each(x, Math::tanh);
  }

  private static double[][][] relu(double[][][] x) {
    return each(x, v -> Math.max(0, v));
  }

  private static double[][][] each(double[][][] x, Function map) {
    double[][][] y = new double[BATCH][2][SIDE * SIDE];
    for (int n = 0; n < BATCH; n++) {
      for (int p = 0; p < 2; p++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          y[n][p][i] = map.apply(x[n][p][i]);
        }
      }
    }
    return y;
  }

  private static double[][][] add(double[][][] a, double[][][] b) {
    double[][][] y = new double[BATCH][2][SIDE * SIDE];
    for (int n = 0; n < BATCH; n++) {
      for (int p = 0; p < 2; p++) {
        for (int i = 0; i < SIDE * SIDE; i++) {
          y[n][p][i] = a[n][p][i] + b[n][p][i];
        }
      }
    }
    return y;
  }

  private static double[] flat(double[][][] x) {
    double[] y = new double[BATCH * 2 * SIDE * SIDE];
    int at = 0;
    for (double[][] example : x) {
      for (double[] part : example) {
        System.arraycopy(part, 0, y, at, part.length);
        at += part.length;
      }
    }
    return y;
  }
}
