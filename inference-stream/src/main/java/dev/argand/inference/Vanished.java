package dev.argand.inference;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which sources have not been heard for so long that they are given up. One a task. */
final class Vanished {
  /** What one look gives up at most, so that its transaction stays short. */
  private static final int MOST_AT_ONCE = 256;

  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  private final LastHeard lastHeard;
  private final long afterMillis;
  private final Clock clock;

  /** Those whose last windows have been said, and of which the state is still there. */
  private final Set<String> said = new HashSet<>();

  private long lookedAtMillis = Long.MIN_VALUE / 2;

  /**
   * Knows of nobody yet.
   *
   * @param clock is never set back
   */
  Vanished(LastHeard lastHeard, ForgetRule rule, Clock clock) {
    this.lastHeard = lastHeard;
    this.afterMillis = rule.after().toMillis();
    this.clock = clock;
  }

  /**
   * A frame of a source has come.
   *
   * @return whether the source's last windows have been said already
   */
  boolean comesBack(String sourceId) {
    return said.remove(sourceId);
  }

  /**
   * Sources of which nothing has come for so long, if since then there was a moment at which
   * nothing waited; none when it was last asked less than a minute ago.
   */
  List<String> look() {
    long now = clock.millis();
    if (afterMillis == 0 || now - lookedAtMillis < LOOK_EVERY.toMillis()) {
      return List.of();
    }
    lookedAtMillis = now;
    return lastHeard.silent(afterMillis, MOST_AT_ONCE);
  }

  /** Notes that a source's last windows are said; whether they had been said at an earlier look. */
  boolean isSaidAgain(String sourceId) {
    return !said.add(sourceId);
  }

  void gone(String sourceId) {
    said.remove(sourceId);
  }
}
