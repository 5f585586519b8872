package dev.argand.network.training;

/**
 * Adam (Kingma, Ba, 2015) over a double array, with L2 weight decay added to the gradient and
 * epsilon outside the corrected square root, as in the reference DARTS code's optimiser.
 */
final class Adam {
  private static final double EPSILON = 1e-8;

  private final double learningRate;
  private final double beta1;
  private final double beta2;
  private final double weightDecay;
  private final double[] first;
  private final double[] second;
  private int steps;

  Adam(int size, double learningRate, double beta1, double beta2, double weightDecay) {
    this.learningRate = learningRate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.weightDecay = weightDecay;
    this.first = new double[size];
    this.second = new double[size];
  }

  /** Both moments and the number of steps, for {@link #restore}. */
  double[] state() {
    double[] state = new double[2 * first.length + 1];
    System.arraycopy(first, 0, state, 0, first.length);
    System.arraycopy(second, 0, state, first.length, second.length);
    state[2 * first.length] = steps;
    return state;
  }

  /** Goes on as the optimiser that gave this state would. */
  void restore(double[] state) {
    System.arraycopy(state, 0, first, 0, first.length);
    System.arraycopy(state, first.length, second, 0, second.length);
    steps = (int) state[2 * first.length];
  }

  /** One step down the gradient, in place. */
  void step(double[] parameters, double[] gradient) {
    steps++;
    double correction1 = 1 - Math.pow(beta1, steps);
    double correction2 = Math.sqrt(1 - Math.pow(beta2, steps));
    for (int i = 0; i < parameters.length; i++) {
      double g = gradient[i] + weightDecay * parameters[i];
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      parameters[i] -=
          learningRate / correction1 * first[i] / (Math.sqrt(second[i]) / correction2 + EPSILON);
    }
  }
}
