package dev.argand.launcher.demo;

/** Counts of right and judged windows. Not thread-safe. */
final class Tally {
  private int right;
  private int judged;

  /** Counts a window that can be judged. */
  void add(boolean isRight) {
    judged++;
    right += isRight ? 1 : 0;
  }

  int judged() {
    return judged;
  }

  /** Share of right windows, 0 to 1; NaN before the first. */
  double accuracy() {
    return judged == 0 ? Double.NaN : (double) right / judged;
  }
}
