package dev.argand.inference.evaluation;

import org.jspecify.annotations.Nullable;

/** What a label is about. */
sealed interface Extent {
  /** One window, named. */
  record OneWindow(String windowId) implements Extent {}

  /**
   * Samples of a session.
   *
   * @param first first source sample frame, at least 0
   * @param end one past the last, beyond {@code first}
   */
  record Samples(String sessionId, long first, long end) implements Extent {
    public Samples {
      checkInterval(first, end);
    }
  }

  /**
   * A stretch of UTC.
   *
   * @param sessionId only windows of this session, or null for any
   * @param startMicros UTC microseconds, at least 0
   * @param endMicros beyond {@code startMicros}
   */
  record Utc(@Nullable String sessionId, long startMicros, long endMicros) implements Extent {
    public Utc {
      checkInterval(startMicros, endMicros);
    }
  }

  private static void checkInterval(long start, long end) {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "an interval must have 0 <= start < end, was [%d, %d)".formatted(start, end));
    }
  }
}
