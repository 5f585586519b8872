package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.Incoming.Poison;
import dev.argand.schemas.FrameGate;
import dev.argand.schemas.FrameGate.Refused;
import dev.argand.schemas.FrameGate.Sound;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import org.jspecify.annotations.Nullable;

/** Reads bytes into a frame, or says why they are none, by {@link FrameGate}. */
final class FrameReader {
  private FrameReader() {}

  /**
   * Reads a record.
   *
   * @param arrivedAtMillis Kafka's timestamp of the record
   */
  static Incoming read(byte @Nullable [] key, byte @Nullable [] value, long arrivedAtMillis) {
    FrameGate.Verdict verdict = FrameGate.read(key, value, arrivedAtMillis);
    if (verdict instanceof Refused refused) {
      return new Poison(refused.reason(), refused.detail());
    }
    AudioFrame wire = ((Sound) verdict).frame();
    return new Frame(
        wire.getSourceId(),
        wire.getSessionId(),
        wire.getFirstSampleIndex(),
        new PcmFormat(wire.getSampleRateHz(), wire.getChannels(), encoding(wire.getEncoding())),
        wire.getCaptureTimeMicros(),
        wire.getPcm(),
        wire.getEndOfSession());
  }

  private static PcmEncoding encoding(FrameEncoding encoding) {
    return switch (encoding) {
      case UNKNOWN -> throw new IllegalArgumentException("an encoding was expected, was UNKNOWN");
      case U8 -> PcmEncoding.U8;
      case S16LE -> PcmEncoding.S16LE;
      case S24LE -> PcmEncoding.S24LE;
      case S32LE -> PcmEncoding.S32LE;
      case F32LE -> PcmEncoding.F32LE;
      case F64LE -> PcmEncoding.F64LE;
    };
  }
}
