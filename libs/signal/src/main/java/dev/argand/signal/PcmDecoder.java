package dev.argand.signal;

import java.util.Objects;

/**
 * Turns interleaved PCM bytes into mono samples.
 *
 * <p>Integers of b bits become n / 2^(b-1), in [-1, 1): exact for 8, 16 and 24 bits, rounded once
 * to float for 32. Floats keep their value and may exceed that range. A mix is the mean in double,
 * rounded once. Immutable and thread-safe; allocates nothing.
 */
public final class PcmDecoder {
  private final PcmFormat format;
  private final int channel;

  public PcmDecoder(PcmFormat format, ChannelSelection selection) {
    this.format = format;
    this.channel =
        format.channels() == 1
            ? 0
            : switch (selection) {
              case MIX -> -1;
              case LEFT -> 0;
              case RIGHT -> 1;
            };
  }

  /**
   * Decodes whole sample frames.
   *
   * @param length bytes to decode, a multiple of {@link PcmFormat#bytesPerSampleFrame}
   * @return the number of samples written from {@code out[outOffset]} on
   * @throws IllegalArgumentException if length is not a whole number of sample frames
   * @throws NonFiniteSampleException if a sample is NaN or infinite; what was written before stays
   */
  public int decode(byte[] pcm, int offset, int length, float[] out, int outOffset) {
    Objects.checkFromIndexSize(offset, length, pcm.length);
    int frameBytes = format.bytesPerSampleFrame();
    if (length % frameBytes != 0) {
      throw new IllegalArgumentException(
          "expected whole sample frames of %d bytes, were %d bytes".formatted(frameBytes, length));
    }
    int frames = length / frameBytes;
    Objects.checkFromIndexSize(outOffset, frames, out.length);
    for (int i = 0; i < frames; i++) {
      double value = frame(pcm, offset + i * frameBytes);
      float sample = (float) value;
      if (!Float.isFinite(sample)) {
        throw new NonFiniteSampleException(i, value);
      }
      out[outOffset + i] = sample;
    }
    return frames;
  }

  private double frame(byte[] pcm, int at) {
    PcmEncoding encoding = format.encoding();
    int bytes = encoding.bytesPerSample();
    if (channel >= 0) {
      return encoding.sample(pcm, at + channel * bytes);
    }
    double sum = 0;
    for (int c = 0; c < format.channels(); c++) {
      sum += encoding.sample(pcm, at + c * bytes);
    }
    return sum / format.channels();
  }
}
