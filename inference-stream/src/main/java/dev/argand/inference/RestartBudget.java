package dev.argand.inference;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often a stream thread may be replaced before the failure counts as lasting. Thread-safe. */
final class RestartBudget {
  private final int most;
  private final Duration window;
  private final Clock clock;
  private final Deque<Instant> taken = new ArrayDeque<>();

  /** At most so many within a sliding window. */
  RestartBudget(int most, Duration window, Clock clock) {
    this.most = most;
    this.window = window;
    this.clock = clock;
  }

  /** Takes one, if there is one left. */
  synchronized boolean take() {
    Instant now = clock.instant();
    while (!taken.isEmpty() && taken.getFirst().isBefore(now.minus(window))) {
      taken.removeFirst();
    }
    if (taken.size() >= most) {
      return false;
    }
    taken.addLast(now);
    return true;
  }
}
