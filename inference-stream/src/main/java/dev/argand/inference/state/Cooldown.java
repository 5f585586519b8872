package dev.argand.inference.state;

/**
 * Until when a label opens no event.
 *
 * @param untilSample source sample of the session in which the last event ended, or {@link
 *     #ANOTHER_SESSION} when that was an earlier one
 * @param untilMicros the same in UTC microseconds, which holds in later sessions
 */
public record Cooldown(String label, long untilSample, long untilMicros) {
  public static final long ANOTHER_SESSION = -1;

  /**
   * Whether a window that starts there comes too early.
   *
   * @param longestMicros beyond which no cooldown lasts: one of another session that seems to is
   *     from a clock that was ahead
   */
  public boolean holds(long startSample, long startMicros, long longestMicros) {
    return untilSample == ANOTHER_SESSION
        ? startMicros < untilMicros && untilMicros - startMicros <= longestMicros
        : startSample < untilSample;
  }

  /** The same, seen from a later session. */
  public Cooldown inAnotherSession() {
    return new Cooldown(label, ANOTHER_SESSION, untilMicros);
  }
}
