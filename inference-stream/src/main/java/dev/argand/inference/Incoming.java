package dev.argand.inference;

import dev.argand.schemas.PoisonReason;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;

/** What a record of {@code audio.frames} turned out to be. */
sealed interface Incoming {

  /** A record that goes to quarantine; {@code detail} says what was expected and what came. */
  record Poison(PoisonReason reason, String detail) implements Incoming {}

  /**
   * A frame whose fields are each sound and fit each other.
   *
   * @param pcm whole sample frames in an array-backed buffer; empty only at the end of a session
   */
  record Frame(
      String sourceId,
      String sessionId,
      long firstSample,
      PcmFormat format,
      long captureMicros,
      ByteBuffer pcm,
      boolean endOfSession)
      implements Incoming {

    int sampleFrames() {
      return pcm.remaining() / format.bytesPerSampleFrame();
    }

    long endSample() {
      return firstSample + sampleFrames();
    }

    /** The same frame with another time of its end. */
    Frame capturedAt(long micros) {
      return new Frame(sourceId, sessionId, firstSample, format, micros, pcm, endOfSession);
    }

    /** The same frame without its first sample frames. */
    Frame withoutFirst(int sampleFrames) {
      ByteBuffer rest = pcm.duplicate();
      rest.position(rest.position() + sampleFrames * format.bytesPerSampleFrame());
      return new Frame(
          sourceId,
          sessionId,
          firstSample + sampleFrames,
          format,
          captureMicros,
          rest,
          endOfSession);
    }
  }
}
