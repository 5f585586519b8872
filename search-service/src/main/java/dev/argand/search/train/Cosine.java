package dev.argand.search.train;

/** A learning rate that warms up linearly, then falls along half a cosine. */
final class Cosine {
  private Cosine() {}

  static double rate(double greatest, double least, double warmUp, int step, int total) {
    double at = (step + 1.0) / total;
    if (at < warmUp) {
      return greatest * at / warmUp;
    }
    double fall = (at - warmUp) / (1 - warmUp);
    return least + (greatest - least) * 0.5 * (1 + Math.cos(Math.PI * fall));
  }
}
