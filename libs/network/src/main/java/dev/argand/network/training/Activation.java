package dev.argand.network.training;

/** How a group of architecture parameters becomes weights of a mixture. */
public enum Activation {
  /** They compete: {@code exp(x_i) / sum exp(x_j)}, which sum to 1. */
  SOFTMAX {
    @Override
    double[] apply(double[] x) {
      double max = Double.NEGATIVE_INFINITY;
      for (double v : x) {
        max = Math.max(max, v);
      }
      double[] y = new double[x.length];
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        y[i] = Math.exp(x[i] - max);
        sum += y[i];
      }
      for (int i = 0; i < x.length; i++) {
        y[i] /= sum;
      }
      return y;
    }

    @Override
    double[] backpropagate(double[] y, double[] gradient) {
      double mean = 0;
      for (int i = 0; i < y.length; i++) {
        mean += y[i] * gradient[i];
      }
      double[] back = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        back[i] = y[i] * (gradient[i] - mean);
      }
      return back;
    }
  },

  /** Each on its own: {@code 1 / (1 + exp(-x))}. */
  SIGMOID {
    @Override
    double[] apply(double[] x) {
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = 1 / (1 + Math.exp(-x[i]));
      }
      return y;
    }

    @Override
    double[] backpropagate(double[] y, double[] gradient) {
      double[] back = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        back[i] = y[i] * (1 - y[i]) * gradient[i];
      }
      return back;
    }
  };

  /** The weights of one group. */
  abstract double[] apply(double[] x);

  /**
   * The chain rule.
   *
   * @param y what {@link #apply} gave
   * @param gradient with respect to y
   * @return with respect to x
   */
  abstract double[] backpropagate(double[] y, double[] gradient);
}
