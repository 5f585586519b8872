package dev.argand.console.spectrum;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.NonFiniteSampleException;
import dev.argand.signal.PcmDecoder;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the mono samples of a frame of any format, the mean of its channels. Thread-safe. */
public final class FrameDecoder {
  private static final int MAX_RATE_HZ = 384_000;
  private static final int MAX_CHANNELS = 64;

  private FrameDecoder() {}

  /**
   * Samples [n] of a frame, integers in [-1, 1); nothing where its rate, channels, encoding, length
   * or a sample are not what a frame may have.
   */
  public static Optional<float[]> decode(AudioFrame frame) {
    PcmEncoding encoding = encoding(frame.getEncoding());
    if (encoding == null
        || !within(frame.getSampleRateHz(), MAX_RATE_HZ)
        || !within(frame.getChannels(), MAX_CHANNELS)) {
      return Optional.empty();
    }
    PcmFormat format = new PcmFormat(frame.getSampleRateHz(), frame.getChannels(), encoding);
    ByteBuffer buffer = frame.getPcm().duplicate();
    if (buffer.remaining() % format.bytesPerSampleFrame() != 0) {
      return Optional.empty();
    }
    byte[] pcm = new byte[buffer.remaining()];
    buffer.get(pcm);
    float[] samples = new float[pcm.length / format.bytesPerSampleFrame()];
    try {
      new PcmDecoder(format, ChannelSelection.MIX).decode(pcm, 0, pcm.length, samples, 0);
    } catch (NonFiniteSampleException e) {
      return Optional.empty();
    }
    return Optional.of(samples);
  }

  private static boolean within(int value, int most) {
    return value >= 1 && value <= most;
  }

  private static @Nullable PcmEncoding encoding(FrameEncoding encoding) {
    return switch (encoding) {
      case UNKNOWN -> null;
      case U8 -> PcmEncoding.U8;
      case S16LE -> PcmEncoding.S16LE;
      case S24LE -> PcmEncoding.S24LE;
      case S32LE -> PcmEncoding.S32LE;
      case F32LE -> PcmEncoding.F32LE;
      case F64LE -> PcmEncoding.F64LE;
    };
  }
}
