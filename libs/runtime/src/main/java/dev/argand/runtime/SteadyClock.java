package dev.argand.runtime;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A clock that only goes on, whatever is done to the machine's: it begins with the time of another
 * clock and then counts for itself. For how long something lasts within a process; what others read
 * or what is stored is of the other clock. Thread-safe.
 */
public final class SteadyClock extends Clock {
  private final LongSupplier nanoTime;
  private final long startNanos;
  private final Instant start;
  private final long startMillis;
  private final ZoneId zone;

  /**
   * A clock that begins now.
   *
   * @param begin tells what it shows at first
   * @param nanoTime as {@link System#nanoTime}: never goes back
   */
  public SteadyClock(Clock begin, LongSupplier nanoTime) {
    this(begin.instant(), nanoTime, nanoTime.getAsLong(), begin.getZone());
  }

  private SteadyClock(Instant start, LongSupplier nanoTime, long startNanos, ZoneId zone) {
    this.start = start;
    this.startMillis = start.toEpochMilli();
    this.nanoTime = nanoTime;
    this.startNanos = startNanos;
    this.zone = zone;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanoTime.getAsLong() - startNanos);
  }

  /** Allocates nothing. */
  @Override
  public long millis() {
    return startMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(start, nanoTime, startNanos, other);
  }
}
