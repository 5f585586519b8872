package dev.argand.launcher.replay;

import dev.argand.schemas.Micros;
import dev.argand.schemas.avro.Recognition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The windows that a replay shows: those whose first sample was captured in [from, to). Null leaves
 * that side open: audio that was played faster than real time was captured in the future, as was
 * that of a sender whose clock is ahead.
 */
public record Stretch(@Nullable Instant from, @Nullable Instant to) {
  /** How far a frame's arrival at Kafka may lie from its capture, either way. */
  static final Duration ARRIVAL = Duration.ofSeconds(60);

  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  /**
   * A stretch.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public Stretch {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException(
          "--from must be before --to %s, was %s".formatted(to, from));
    }
  }

  /** Whether a window is of it. */
  public boolean holds(Recognition window) {
    Instant start = Micros.instant(window.getStartTimeMicros());
    return (from == null || !start.isBefore(from)) && (to == null || start.isBefore(to));
  }

  /** When Kafka may have had its first frame: so early that windows at its begin are exact. */
  public Instant firstArrival() {
    return from == null || from.isBefore(Instant.EPOCH.plus(ARRIVAL))
        ? Instant.EPOCH
        : from.minus(ARRIVAL);
  }

  /** When Kafka has surely had its last frame. */
  public Instant lastArrival() {
    return to == null || to.isAfter(NEVER.minus(ARRIVAL)) ? NEVER : to.plus(ARRIVAL);
  }
}
