package dev.argand.media;

import dev.argand.signal.AudioFormatException;
import dev.argand.signal.AudioFormatException.Reason;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** FFmpeg's frames as interleaved PCM: packed ones as they are, planar ones woven. */
final class SampleLayout {
  private SampleLayout() {}

  static Pieces.Piece piece(AVFrame frame, String name) throws AudioFormatException {
    int channels = frame.ch_layout().nb_channels();
    PcmFormat format;
    try {
      format = new PcmFormat(frame.sample_rate(), channels, encoding(frame.format(), name));
    } catch (IllegalArgumentException e) {
      throw new AudioFormatException(
          Reason.INVALID_RATE, name, "expected a rate and channels, " + e.getMessage());
    }
    byte[] pcm = new byte[frame.nb_samples() * format.bytesPerSampleFrame()];
    if (channels == 1 || avutil.av_sample_fmt_is_planar(frame.format()) == 0) {
      copy(frame.extended_data(0), pcm);
    } else {
      weave(frame, format, pcm);
    }
    requireFinite(format, pcm, name);
    return new Pieces.Piece(format, pcm);
  }

  private static PcmEncoding encoding(int sampleFormat, String name) throws AudioFormatException {
    int packed = avutil.av_get_packed_sample_fmt(sampleFormat);
    if (packed == avutil.AV_SAMPLE_FMT_U8) {
      return PcmEncoding.U8;
    } else if (packed == avutil.AV_SAMPLE_FMT_S16) {
      return PcmEncoding.S16LE;
    } else if (packed == avutil.AV_SAMPLE_FMT_S32) {
      return PcmEncoding.S32LE;
    } else if (packed == avutil.AV_SAMPLE_FMT_FLT) {
      return PcmEncoding.F32LE;
    } else if (packed == avutil.AV_SAMPLE_FMT_DBL) {
      return PcmEncoding.F64LE;
    }
    throw new AudioFormatException(
        Reason.UNSUPPORTED_ENCODING,
        name,
        "expected samples of up to 32 bits or floats, were "
            + avutil.av_get_sample_fmt_name(sampleFormat).getString());
  }

  private static void copy(BytePointer from, byte[] to) {
    from.get(to, 0, to.length);
  }

  private static void weave(AVFrame frame, PcmFormat format, byte[] pcm) {
    int bytes = format.encoding().bytesPerSample();
    byte[] plane = new byte[frame.nb_samples() * bytes];
    for (int channel = 0; channel < format.channels(); channel++) {
      copy(frame.extended_data(channel), plane);
      for (int i = 0; i < frame.nb_samples(); i++) {
        int at = i * format.bytesPerSampleFrame() + channel * bytes;
        for (int b = 0; b < bytes; b++) {
          pcm[at + b] = plane[i * bytes + b];
        }
      }
    }
  }

  private static void requireFinite(PcmFormat format, byte[] pcm, String name)
      throws AudioFormatException {
    if (!format.encoding().isFloat()) {
      return;
    }
    ByteBuffer samples = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
    while (samples.hasRemaining()) {
      double sample =
          format.encoding() == PcmEncoding.F32LE ? samples.getFloat() : samples.getDouble();
      if (!Float.isFinite((float) sample)) {
        throw new AudioFormatException(
            Reason.NON_FINITE_SAMPLE, name, "expected finite samples, one is " + sample);
      }
    }
  }
}
