package dev.argand.testkit;

import java.util.function.ToDoubleFunction;

/**
 * Gradients by central differences, the oracle of analytic ones: df/dx_i = (f(x + h e_i) - f(x - h
 * e_i)) / 2h, with an error of order h^2.
 *
 * <p>For a function of complex numbers pass real and imaginary parts as separate coordinates. A
 * function evaluated in float32 wants a step near 1e-2, one in double near 1e-5.
 */
public final class CentralDifference {
  private CentralDifference() {}

  /** The numerical gradient at a point, [x.length]; the point is not changed. */
  public static double[] gradient(ToDoubleFunction<double[]> function, double[] x, double step) {
    if (!(step > 0)) {
      throw new IllegalArgumentException("step must be positive, was " + step);
    }
    double[] at = x.clone();
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      at[i] = x[i] + step;
      double above = function.applyAsDouble(at);
      at[i] = x[i] - step;
      double below = function.applyAsDouble(at);
      at[i] = x[i];
      gradient[i] = (above - below) / (2 * step);
    }
    return gradient;
  }

  /**
   * Checks an analytic gradient: |analytic - numerical| must be at most relative times the larger
   * magnitude, plus the absolute floor, in every coordinate.
   *
   * @throws AssertionError naming the worst coordinate and both values
   */
  public static void check(
      ToDoubleFunction<double[]> function,
      double[] x,
      double[] analytic,
      double step,
      double relative,
      double absoluteFloor) {
    if (analytic.length != x.length) {
      throw new AssertionError(
          "gradient has %d coordinates, expected %d".formatted(analytic.length, x.length));
    }
    double[] numerical = gradient(function, x, step);
    int worst = -1;
    double worstExcess = 0;
    for (int i = 0; i < x.length; i++) {
      double scale = Math.max(Math.abs(analytic[i]), Math.abs(numerical[i]));
      double excess = Math.abs(analytic[i] - numerical[i]) / (relative * scale + absoluteFloor);
      // Written so that NaN counts as wrong.
      if (!(excess <= 1) && !(excess <= worstExcess)) {
        worst = i;
        worstExcess = excess;
      }
    }
    if (worst >= 0) {
      throw new AssertionError(
          "gradient at coordinate %d: analytic %s, central difference %s (%s times the tolerance)"
              .formatted(worst, analytic[worst], numerical[worst], worstExcess));
    }
  }
}
