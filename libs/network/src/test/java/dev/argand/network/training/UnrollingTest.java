package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.argand.network.DivergedException;
import dev.argand.network.layer.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A bi-level problem that is solved on paper: {@code L_train = sum exp(a) (w - t)^2 / 2} and {@code
 * L_val = sum (w - c)^2 / 2 + a w}. The derivative between w+ and w- of a loss that is quadratic in
 * w is exact, so what is left is float rounding: of gradients of order 1, times xi |v| / 0.02,
 * which is below 30 here, thus 30 x 6e-8 a sum of a few.
 */
class UnrollingTest {
  private static final double ROUNDING = 1e-5;
  private static final double MOMENTUM = 0.9;
  private static final double DECAY = 0.05;
  private static final double RATE = 0.2;
  private static final double[] T = {0.5, -1, 2};
  private static final double[] C = {-0.3, 0.8, 0.1};
  private static final double[] A = {0.2, -0.4, 0.7};
  private static final float[] W = {1.5f, 0.25f, -0.75f};
  private static final float[] VELOCITY = {0.4f, -0.2f, 0.1f};

  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray weights = manager.create(W);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void gradient_ofQuadratics_isTheClosedForm() {
    float[] found = gradient(sgd(1e9), RATE);
    for (int i = 0; i < A.length; i++) {
      double slope = Math.exp(A[i]) * (W[i] - T[i]);
      double ahead = W[i] - RATE * (MOMENTUM * VELOCITY[i] + slope + DECAY * W[i]);
      // dL_val/da = w' + (w' - c + a) dw'/da, and dw'/da = -xi exp(a) (w - t).
      double expected = ahead - RATE * slope * (ahead - C[i] + A[i]);
      assertThat((double) found[i]).isCloseTo(expected, within(ROUNDING));
      assertThat(Math.abs(found[i] - ahead)).as("the second order shows").isGreaterThan(0.01);
    }
  }

  @Test
  void gradient_whereTheStepIsClipped_isThatOfTheClippedStep() {
    double bound = 0.5;
    float[] found = gradient(sgd(bound), RATE);
    for (int i = 0; i < A.length; i++) {
      double[] above = A.clone();
      double[] below = A.clone();
      // Central differences in double: h^2 of truncation, 1e-16 / h of rounding.
      above[i] += 1e-5;
      below[i] -= 1e-5;
      double expected = (lossAhead(above, bound) - lossAhead(below, bound)) / 2e-5;
      assertThat((double) found[i]).isCloseTo(expected, within(ROUNDING));
    }
    assertThat(found).isNotEqualTo(gradient(sgd(1e9), RATE));
  }

  @Test
  void gradient_withoutAStep_isOfFirstOrder() {
    float[] found = gradient(sgd(1e9), 0);
    for (int i = 0; i < A.length; i++) {
      assertThat(found[i]).isEqualTo(W[i]);
    }
  }

  @Test
  void gradient_changesNothing_andLooksToWhereTheStepLeads() {
    Sgd sgd = sgd(0.5);
    float[][] seen = new float[1][];
    Problem problem =
        new Problem() {
          @Override
          public Shards.Learned validation(NDArray w) {
            seen[0] = w.toFloatArray();
            return super.validation(w);
          }
        };
    new Unrolling(sgd).gradient(weights, problem, RATE);
    assertThat(weights.toFloatArray()).containsExactly(W);
    assertThat(sgd.velocity()).containsExactly(VELOCITY);
    NDArray step = manager.create(problem.trainingByWeights(weights).vectors().get(0));
    sgd.step(weights, step, RATE);
    assertThat(weights.toFloatArray()).containsExactly(seen[0]);
  }

  @Test
  void gradient_whereTheValidationLossIsFlatInW_hasNothingToCorrect() {
    Problem flat =
        new Problem() {
          @Override
          public Shards.Learned validation(NDArray w) {
            return learned(w, x -> 7, x -> 0);
          }
        };
    assertThat(new Unrolling(sgd(1e9)).gradient(weights, flat, RATE).vectors().get(0))
        .containsExactly(7, 7, 7);
  }

  @Test
  void gradient_thatIsNoNumber_isSaid() {
    Problem broken =
        new Problem() {
          @Override
          public Shards.Learned validation(NDArray w) {
            return learned(w, x -> 1, x -> Double.NaN);
          }
        };
    assertThatThrownBy(() -> new Unrolling(sgd(1e9)).gradient(weights, broken, RATE))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("NaN");
  }

  private float[] gradient(Sgd sgd, double rate) {
    return new Unrolling(sgd).gradient(weights, new Problem(), rate).vectors().get(0);
  }

  private Sgd sgd(double maxNorm) {
    Sgd sgd =
        new Sgd(weights, MOMENTUM, DECAY, maxNorm, PolynomialCare.NONE, new ParameterLayout());
    sgd.restore(VELOCITY);
    return sgd;
  }

  /** L_val(w'(a), a) in double, where the training gradient's norm is above the bound. */
  private static double lossAhead(double[] a, double bound) {
    double[] gradient = new double[a.length];
    Arrays.setAll(gradient, i -> Math.exp(a[i]) * (W[i] - T[i]));
    double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
    double loss = 0;
    for (int i = 0; i < a.length; i++) {
      double step = MOMENTUM * VELOCITY[i] + bound / norm * gradient[i] + DECAY * W[i];
      double ahead = W[i] - RATE * step;
      loss += (ahead - C[i]) * (ahead - C[i]) / 2 + a[i] * ahead;
    }
    return loss;
  }

  /** The problem above, in the index of one coordinate after another. */
  private static class Problem implements Unrolling.Problem {
    @Override
    public Shards.Learned trainingByWeights(NDArray w) {
      return learned(w, this::slope);
    }

    @Override
    public Shards.Learned trainingByArchitecture(NDArray w) {
      return learned(w, x -> slope(x) * (x.w() - T[x.i()]) / 2);
    }

    @Override
    public Shards.Learned validation(NDArray w) {
      return learned(w, Coordinate::w, x -> x.w() - C[x.i()] + A[x.i()]);
    }

    private double slope(Coordinate x) {
      return Math.exp(A[x.i()]) * (x.w() - T[x.i()]);
    }
  }

  private record Coordinate(int i, double w) {}

  @SafeVarargs
  private static Shards.Learned learned(NDArray w, ToDoubleFunction<Coordinate>... gradients) {
    float[] values = w.toFloatArray();
    List<float[]> vectors =
        Arrays.stream(gradients)
            .map(
                gradient -> {
                  float[] vector = new float[values.length];
                  for (int i = 0; i < vector.length; i++) {
                    vector[i] = (float) gradient.applyAsDouble(new Coordinate(i, values[i]));
                  }
                  return vector;
                })
            .toList();
    return new Shards.Learned(new StepResult(0, 0), vectors);
  }
}
