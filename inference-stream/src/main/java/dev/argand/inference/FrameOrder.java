package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.state.Head;
import org.jspecify.annotations.Nullable;

/** How a sound frame stands to what its source has already sent. */
enum FrameOrder {
  /** The source is new. */
  NEW_SOURCE,
  /** The source has begun a later session. */
  NEW_SESSION,
  /** A later session has already begun: dropped. */
  OLD_SESSION,
  /** The format is not the session's: quarantined. */
  FORMAT_CHANGED,
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

  static FrameOrder of(@Nullable Head head, Frame frame) {
    if (head == null) {
      return NEW_SOURCE;
    }
    int order = frame.sessionId().compareTo(head.sessionId());
    if (order != 0) {
      return order > 0 ? NEW_SESSION : OLD_SESSION;
    }
    if (!frame.format().equals(head.format())) {
      return FORMAT_CHANGED;
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
}
