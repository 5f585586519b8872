package dev.argand.schemas;

/**
 * The 95 % interval of a share by Wilson's score: what every service means by the interval of an
 * accuracy, so that meters, console and policy agree.
 *
 * <p>Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927), pp. 209-212. It takes the n trials as
 * independent.
 *
 * @param low lower end, 0 to 1
 * @param high upper end, 0 to 1
 */
public record WilsonInterval(double low, double high) {
  /** The 0.975 quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * Of so many right among n; of none it is [0, 1].
   *
   * @throws IllegalArgumentException unless 0 <= right <= n
   */
  public static WilsonInterval of(long right, long n) {
    if (right < 0 || right > n) {
      throw new IllegalArgumentException("right must be in [0, %d], was %d".formatted(n, right));
    }
    return ofShare(n == 0 ? 0 : (double) right / n, n);
  }

  /**
   * Of a share of {@code n} independent trials, which need not be whole: where trials hang together
   * they tell as much as fewer would. Of none it is [0, 1].
   */
  public static WilsonInterval ofShare(double share, double n) {
    if (n <= 0) {
      return new WilsonInterval(0, 1);
    }
    double shrink = 1 + Z * Z / n;
    double centre = (share + Z * Z / (2 * n)) / shrink;
    double half = Z / shrink * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
    // Rounding must not leave a share of none or all outside.
    return new WilsonInterval(
        Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half)));
  }
}
