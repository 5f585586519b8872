package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.state.Head;
import dev.argand.schemas.SampleClock;
import dev.argand.schemas.SessionDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a sound frame stands to what its source has already sent. */
enum FrameOrder {
  /** The source is new. */
  NEW_SOURCE,
  /** The source has begun a later session. */
  NEW_SESSION,
  /** What the source had begun is from the future, and would silence it: as a later session. */
  AFTER_FUTURE,
  /** A later session has already begun: dropped. */
  OLD_SESSION,
  /** The format is not the session's: quarantined. */
  FORMAT_CHANGED,
  /** It leaves out far more audio than can have passed, by {@link SampleClock}: quarantined. */
  TOO_FAR_AHEAD,
  /** It adds to a session that was over: quarantined. */
  AFTER_END,
  /** Every sample of it is known: skipped. */
  DUPLICATE,
  /** It begins where the last one ended. */
  CONTIGUOUS,
  /** Its first samples are known: trimmed. */
  OVERLAP,
  /** Samples are missing before it: it waits for them, or they are given up. */
  AHEAD;

  /** Whether the frame begins a session. */
  boolean begins() {
    return this == NEW_SOURCE || this == NEW_SESSION || this == AFTER_FUTURE;
  }

  /**
   * The order of a frame.
   *
   * @param arrivedAtMillis Kafka's timestamp of the frame
   * @param newestMillis the newest of Kafka's timestamps that is known
   */
  static FrameOrder of(@Nullable Head head, Frame frame, long arrivedAtMillis, long newestMillis) {
    if (head == null) {
      return NEW_SOURCE;
    }
    int order = frame.sessionId().compareTo(head.sessionId());
    if (order > 0) {
      return NEW_SESSION;
    }
    if (order < 0) {
      return SessionDate.isFuture(head.sessionId(), newestMillis) ? AFTER_FUTURE : OLD_SESSION;
    }
    if (!frame.format().equals(head.format())) {
      return FORMAT_CHANGED;
    }
    if (wrongIndex(head, frame, arrivedAtMillis).isPresent()) {
      return TOO_FAR_AHEAD;
    }
    boolean known = frame.endSample() <= head.nextSample();
    if (head.ended()) {
      return known ? DUPLICATE : AFTER_END;
    }
    if (head.endSample() != Head.NO_END && frame.endSample() > head.endSample()) {
      return AFTER_END;
    }
    // A last frame says something new even when every sample of it is known.
    if (known && !frame.endOfSession()) {
      return DUPLICATE;
    }
    if (frame.firstSample() == head.nextSample()) {
      return CONTIGUOUS;
    }
    return frame.firstSample() < head.nextSample() ? OVERLAP : AHEAD;
  }

  /** What is wrong with the index of a frame of the session that its source is in, if anything. */
  static Optional<String> wrongIndex(@Nullable Head head, Frame frame, long arrivedAtMillis) {
    if (head == null || head.arrivedMillis() == Head.NOT_KNOWN) {
      return Optional.empty();
    }
    return new SampleClock(
            head.nextSample(),
            head.format().sampleRateHz(),
            head.anchorMicros(),
            head.arrivedMillis())
        .wrong(frame.firstSample(), frame.captureMicros(), arrivedAtMillis);
  }
}
