package dev.argand.console.board;

/**
 * A share of n that was right, with Wilson's 95 % interval (E. B. Wilson, "Probable inference, the
 * law of succession, and statistical inference", 1927).
 *
 * @param accuracy 0 to 1; 0 when n is 0
 * @param low lower end, 0 when n is 0
 * @param high upper end, 1 when n is 0
 */
public record Proportion(long n, double accuracy, double low, double high) {
  private static final double Z = 1.959963984540054;

  /**
   * Of so many right.
   *
   * @throws IllegalArgumentException unless 0 <= right <= n
   */
  public static Proportion of(long right, long n) {
    if (right < 0 || right > n) {
      throw new IllegalArgumentException("right must be in [0, %d], was %d".formatted(n, right));
    }
    if (n == 0) {
      return new Proportion(0, 0, 0, 1);
    }
    double p = (double) right / n;
    double shrink = 1 + Z * Z / n;
    double centre = (p + Z * Z / (2 * n)) / shrink;
    double half = Z / shrink * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
    return new Proportion(
        n, p, Math.max(0, Math.min(p, centre - half)), Math.min(1, Math.max(p, centre + half)));
  }
}
