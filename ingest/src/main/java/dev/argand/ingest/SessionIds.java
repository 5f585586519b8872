package dev.argand.ingest;

import java.time.Clock;
import java.util.function.IntSupplier;

/**
 * Gives session ids that sort by time as text: milliseconds since 1970 in 13 digits, a dash, and
 * eight random hexadecimal digits that keep processes apart.
 *
 * <p>Ids of one object strictly increase, even within a millisecond or when the clock steps back: a
 * reader drops frames of a session older than the one it knows. Thread-safe.
 */
final class SessionIds {
  private final Clock clock;
  private final IntSupplier random;
  private long lastMillis;

  SessionIds(Clock clock, IntSupplier random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized String next() {
    lastMillis = Math.max(clock.millis(), lastMillis + 1);
    return "%013d-%08x".formatted(lastMillis, random.getAsInt());
  }
}
