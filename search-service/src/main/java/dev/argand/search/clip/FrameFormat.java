package dev.argand.search.clip;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import org.jspecify.annotations.Nullable;

/** The format of a frame's PCM. */
final class FrameFormat {
  private FrameFormat() {}

  /** The format, or null if the frame is malformed: nothing of it is ever guessed. */
  static @Nullable PcmFormat of(AudioFrame frame) {
    PcmEncoding encoding =
        switch (frame.getEncoding()) {
          case U8 -> PcmEncoding.U8;
          case S16LE -> PcmEncoding.S16LE;
          case S24LE -> PcmEncoding.S24LE;
          case S32LE -> PcmEncoding.S32LE;
          case F32LE -> PcmEncoding.F32LE;
          case F64LE -> PcmEncoding.F64LE;
          case UNKNOWN -> null;
        };
    if (encoding == null
        || frame.getSampleRateHz() < 1
        || frame.getChannels() < 1
        || frame.getChannels() > 65_535
        || frame.getFirstSampleIndex() < 0) {
      return null;
    }
    PcmFormat format = new PcmFormat(frame.getSampleRateHz(), frame.getChannels(), encoding);
    return frame.getPcm().remaining() % format.bytesPerSampleFrame() == 0 ? format : null;
  }
}
