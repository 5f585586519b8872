package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.state.Head;
import java.time.Duration;
import java.util.Locale;

/** Why a frame belongs to an older session than one that its source has begun. */
enum OldSession {
  /** It was on its way when the later session began, as after a reconnect. */
  LATE,

  /**
   * Its session goes on, and will never be heard: the later one was begun by a clock that was
   * ahead, or somebody else sends as the same source.
   */
  OVERTAKEN;

  /** How far clocks of sources and of Kafka may be apart. */
  private static final long TOLERANCE_MICROS = Duration.ofMinutes(1).toNanos() / 1_000;

  private static final double MICROS_PER_SECOND = 1e6;

  /**
   * Why, by the later session's begin: when Kafka had the frame, that lay in the future, or the
   * frame was captured long after it.
   *
   * @param head of the later session
   * @param arrivedAtMillis Kafka's timestamp of the frame
   */
  static OldSession of(Head head, Frame frame, long arrivedAtMillis) {
    if (head.anchorMicros() == 0) {
      return LATE;
    }
    double heard = head.nextSample() * MICROS_PER_SECOND / head.format().sampleRateHz();
    long begin = head.anchorMicros() - Math.round(heard);
    boolean wasAhead = begin > arrivedAtMillis * 1_000 + TOLERANCE_MICROS;
    boolean goesOn = frame.captureMicros() > begin + TOLERANCE_MICROS;
    return wasAhead || goesOn ? OVERTAKEN : LATE;
  }

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
