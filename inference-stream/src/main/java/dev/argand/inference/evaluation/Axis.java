package dev.argand.inference.evaluation;

/** What an interval of an {@link IntervalIndex} is, and in which unit: a code that is stored. */
enum Axis {
  /** Windows by the samples of their session. */
  WINDOW_SAMPLES('w'),
  /** Windows by UTC microseconds. */
  WINDOW_UTC('t'),
  /** Labels by the samples of a session. */
  LABEL_SAMPLES('l'),
  /** Labels by UTC microseconds. */
  LABEL_UTC('u'),
  /** Labels that name a window: the window's id in place of the session, and one unit. */
  LABEL_NAMING('n');

  private final byte code;

  Axis(char code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }
}
