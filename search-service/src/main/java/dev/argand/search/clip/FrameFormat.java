package dev.argand.search.clip;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;

/** The format of a frame's PCM. */
final class FrameFormat {
  private FrameFormat() {}

  /** The format of a frame that {@link dev.argand.schemas.FrameGate} lets through. */
  static PcmFormat of(AudioFrame frame) {
    PcmEncoding encoding =
        switch (frame.getEncoding()) {
          case U8 -> PcmEncoding.U8;
          case S16LE -> PcmEncoding.S16LE;
          case S24LE -> PcmEncoding.S24LE;
          case S32LE -> PcmEncoding.S32LE;
          case F32LE -> PcmEncoding.F32LE;
          case F64LE -> PcmEncoding.F64LE;
          case UNKNOWN ->
              throw new IllegalArgumentException("an encoding was expected, was UNKNOWN");
        };
    return new PcmFormat(frame.getSampleRateHz(), frame.getChannels(), encoding);
  }
}
