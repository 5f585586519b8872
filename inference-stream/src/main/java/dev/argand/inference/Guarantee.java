package dev.argand.inference;

/** What holds for each window's recognition after a crash. */
public enum Guarantee {
  /** It is read once; it becomes visible with the next commit. */
  EXACTLY_ONCE,
  /**
   * It is read at least once, and visible at once; what comes again has the same window id and the
   * same scores, so readers drop ids that they know.
   */
  AT_LEAST_ONCE
}
