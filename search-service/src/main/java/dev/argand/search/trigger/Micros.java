package dev.argand.search.trigger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** UTC microseconds, as records carry them. */
final class Micros {
  private Micros() {}

  static long of(Instant instant) {
    return instant.equals(Instant.MIN)
        ? Long.MIN_VALUE
        : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
