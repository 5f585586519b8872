package dev.argand.schemas;

import java.time.Duration;
import java.util.Optional;

/**
 * What the sample index of a session showed when the session was last heard, and when that was.
 *
 * <p>The index is the clock of a session, and only goes on: what lies before it is known. So one
 * frame whose index is wrong by years would make every frame after it one that is known. A frame
 * may leave out as much audio as has passed since the last one, by its capture time or by Kafka's
 * clock, whichever says more, and {@link #SLACK} beyond that. The one is enough for a source that
 * is played faster than real time, the other for one whose clock is set back.
 *
 * @param nextSample one past the last sample that has come
 * @param capturedMicros UTC microseconds at which that was captured; 0 where nobody knows
 * @param arrivedMillis Kafka's timestamp of the last frame
 */
public record SampleClock(
    long nextSample, int sampleRateHz, long capturedMicros, long arrivedMillis) {
  /** By how much clocks may disagree while nothing comes, and a sender may have counted too far. */
  public static final Duration SLACK = Duration.ofMinutes(10);

  private static final double MICROS_PER_SECOND = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;

  /**
   * What is wrong with the index of a frame of the session, as one line; nothing of one that a
   * source can have come to.
   */
  public Optional<String> wrong(long firstSample, long frameMicros, long frameArrivedMillis) {
    double captured = capturedMicros == 0 ? 0 : frameMicros - capturedMicros;
    double arrived = frameArrivedMillis - arrivedMillis;
    double passed =
        Math.max(0, Math.max(captured / MICROS_PER_SECOND, arrived / MILLIS_PER_SECOND));
    double leftOut = (double) (firstSample - nextSample) / sampleRateHz;
    return leftOut <= passed + SLACK.toSeconds()
        ? Optional.empty()
        : Optional.of(
            "firstSampleIndex must leave out at most the %.0f s that have passed and %d s, leaves"
                    .formatted(passed, SLACK.toSeconds())
                + " out %.0f s: %d was expected, was %d"
                    .formatted(leftOut, nextSample, firstSample));
  }
}
