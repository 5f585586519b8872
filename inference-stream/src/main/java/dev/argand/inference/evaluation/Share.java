package dev.argand.inference.evaluation;

/**
 * How many of some windows are right, with the 95 % interval of Wilson's score.
 *
 * <p>Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927), pp. 209-212. The interval takes the
 * windows as independent; neighbouring ones are not quite, so it is a little too narrow.
 *
 * @param n windows, at least 0
 * @param right those of them that are right, 0 to n
 */
public record Share(long n, long right) {
  /** The 0.975 quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /** None of none. */
  public static final Share NONE = new Share(0, 0);

  public Share {
    if (right < 0 || n < right) {
      throw new IllegalArgumentException(
          "need 0 <= right <= n, were right %d and n %d".formatted(right, n));
    }
  }

  /** right / n, 0 to 1; NaN of nothing. */
  public double accuracy() {
    return n == 0 ? Double.NaN : (double) right / n;
  }

  /** Lower end of the interval; 0 of nothing. */
  public double low() {
    return right == 0 ? 0 : Math.max(0, centre() - halfWidth());
  }

  /** Upper end of the interval; 1 of nothing. */
  public double high() {
    return right == n ? 1 : Math.min(1, centre() + halfWidth());
  }

  Share plus(Share other) {
    return new Share(n + other.n, right + other.right);
  }

  private double centre() {
    return (accuracy() + Z * Z / (2 * n)) / (1 + Z * Z / n);
  }

  private double halfWidth() {
    double p = accuracy();
    return Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
  }
}
