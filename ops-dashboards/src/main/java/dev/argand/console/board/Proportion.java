package dev.argand.console.board;

import dev.argand.schemas.WilsonInterval;

/**
 * A share of n that was right, with Wilson's 95 % interval.
 *
 * @param accuracy 0 to 1; 0 when n is 0
 * @param low lower end, 0 when n is 0
 * @param high upper end, 1 when n is 0
 */
public record Proportion(long n, double accuracy, double low, double high) {
  /**
   * Of so many right.
   *
   * @throws IllegalArgumentException unless 0 <= right <= n
   */
  public static Proportion of(long right, long n) {
    WilsonInterval interval = WilsonInterval.of(right, n);
    return new Proportion(n, n == 0 ? 0 : (double) right / n, interval.low(), interval.high());
  }
}
