package dev.argand.search.trigger;

/**
 * Wilson's 95 % interval of a share (E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", 1927).
 *
 * @param low lower end, 0 to 1
 * @param high upper end, 0 to 1
 */
record Wilson(double low, double high) {
  private static final double Z = 1.959963984540054;

  /** Of {@code right} among {@code n}; of none it is [0, 1]. */
  static Wilson of(int right, int n) {
    if (right < 0 || right > n) {
      throw new IllegalArgumentException("right must be in [0, %d], was %d".formatted(n, right));
    }
    if (n == 0) {
      return new Wilson(0, 1);
    }
    double share = (double) right / n;
    double z2 = Z * Z / n;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / n + z2 / (4 * n));
    return new Wilson(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
