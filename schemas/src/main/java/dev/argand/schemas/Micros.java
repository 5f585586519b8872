package dev.argand.schemas;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** UTC microseconds since 1970, as records carry times. */
public final class Micros {
  private Micros() {}

  /**
   * An instant in whole microseconds, rounded down.
   *
   * @throws ArithmeticException if it lies more than 290 thousand years from 1970
   */
  public static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** The instant of a record's time. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
