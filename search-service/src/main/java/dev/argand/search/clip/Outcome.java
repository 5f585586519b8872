package dev.argand.search.clip;

import dev.argand.signal.PcmFormat;
import java.util.Locale;

/** What became of a search for audio. */
sealed interface Outcome {
  /** What was looked for. */
  Wanted wanted();

  /**
   * Its audio.
   *
   * @param first first sample frame of the session that was cut
   * @param pcm sample frames as they stood in the frames
   * @param startMicros UTC microseconds of the first
   */
  @SuppressWarnings("ArrayRecordComponent") // Audio is handed on, not copied.
  record Cut(
      Wanted wanted, String sessionId, long first, PcmFormat format, byte[] pcm, long startMicros)
      implements Outcome {
    long end() {
      return first + pcm.length / format.bytesPerSampleFrame();
    }
  }

  /** It may lie before the place from which was read: read again from earlier on. */
  record Rewind(Wanted wanted) implements Outcome {}

  /** There is none to be had. */
  record GivenUp(Wanted wanted, Reason reason) implements Outcome {}

  /** Why there is no clip. */
  enum Reason {
    /** No stretch is named. */
    UNUSABLE("no stretch of audio that is known is named"),
    /** Nothing was heard there, or it was deleted since. */
    NO_AUDIO("no audio of it is on audio.frames"),
    /** Too little of it is there in one piece. */
    INCOMPLETE("too little of it is there in one piece"),
    /** Nothing came in time. */
    LATE("its audio did not come in time"),
    /** The audio is no audio. */
    NON_FINITE("it holds samples that are not finite");

    private final String detail;

    Reason(String detail) {
      this.detail = detail;
    }

    String detail() {
      return detail;
    }

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
