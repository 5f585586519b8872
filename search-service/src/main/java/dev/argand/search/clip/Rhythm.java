package dev.argand.search.clip;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Says when something is due that is done every so often, by a clock that may be set back: what was
 * done later than now is done again at once. Not thread-safe.
 */
final class Rhythm {
  private final Duration every;
  private final Clock clock;
  private Instant last;

  private Rhythm(Duration every, Clock clock, Instant last) {
    this.every = every;
    this.clock = clock;
    this.last = last;
  }

  /** Due at the first question. */
  static Rhythm fromNow(Duration every, Clock clock) {
    return new Rhythm(every, clock, Instant.MIN);
  }

  /** Due for the first time after the interval. */
  static Rhythm after(Duration every, Clock clock) {
    return new Rhythm(every, clock, clock.instant());
  }

  /** Whether it is due; if so, it counts as done. */
  boolean isDue() {
    Instant now = clock.instant();
    if (!now.isBefore(last) && Duration.between(last, now).compareTo(every) < 0) {
      return false;
    }
    last = now;
    return true;
  }
}
