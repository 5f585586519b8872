package dev.argand.inference.evaluation;

import dev.argand.schemas.WilsonInterval;

/**
 * How many of some windows are right, with the 95 % interval of Wilson's score. The interval takes
 * the windows as independent; neighbouring ones are not quite, so it is a little too narrow.
 *
 * @param n windows, at least 0
 * @param right those of them that are right, 0 to n
 */
public record Share(long n, long right) {
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
    return WilsonInterval.of(right, n).low();
  }

  /** Upper end of the interval; 1 of nothing. */
  public double high() {
    return WilsonInterval.of(right, n).high();
  }

  Share plus(Share other) {
    return new Share(n + other.n, right + other.right);
  }
}
