package dev.argand.network.training;

/**
 * A loss of a cell's architecture parameters, with its gradient.
 *
 * @param value its value
 * @param alphaGradient with respect to alphas, {@code [edges][operations]}
 * @param gammaGradient with respect to gammas, {@code [edges]}
 */
public record ArchitectureLoss(double value, double[][] alphaGradient, double[] gammaGradient) {

  /** The loss that is 0 everywhere. */
  static ArchitectureLoss none(CellParameters cell) {
    int edges = cell.gamma().length;
    return new ArchitectureLoss(0, new double[edges][cell.alpha()[0].length], new double[edges]);
  }

  /** This loss times a number. */
  ArchitectureLoss times(double factor) {
    return none().plus(this, factor);
  }

  /** The sum of both. */
  ArchitectureLoss plus(ArchitectureLoss other) {
    return plus(other, 1);
  }

  private ArchitectureLoss none() {
    return new ArchitectureLoss(
        0,
        new double[alphaGradient.length][alphaGradient[0].length],
        new double[gammaGradient.length]);
  }

  private ArchitectureLoss plus(ArchitectureLoss other, double factor) {
    double[][] alpha = new double[alphaGradient.length][alphaGradient[0].length];
    double[] gamma = new double[gammaGradient.length];
    for (int e = 0; e < gamma.length; e++) {
      for (int o = 0; o < alpha[e].length; o++) {
        alpha[e][o] = alphaGradient[e][o] + factor * other.alphaGradient[e][o];
      }
      gamma[e] = gammaGradient[e] + factor * other.gammaGradient[e];
    }
    return new ArchitectureLoss(value + factor * other.value, alpha, gamma);
  }

  /** The gradient as {@link CellParameters#flatten} lays its values out. */
  double[] flatGradient() {
    int operations = alphaGradient[0].length;
    double[] flat = new double[alphaGradient.length * operations + gammaGradient.length];
    for (int e = 0; e < alphaGradient.length; e++) {
      System.arraycopy(alphaGradient[e], 0, flat, e * operations, operations);
    }
    System.arraycopy(
        gammaGradient, 0, flat, alphaGradient.length * operations, gammaGradient.length);
    return flat;
  }
}
