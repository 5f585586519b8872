package dev.argand.inference;

import dev.argand.signal.ChannelSelection;
import dev.argand.signal.NonFiniteSampleException;
import dev.argand.signal.PcmDecoder;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes PCM of any format into one mono buffer, which the next call overwrites. Not thread-safe:
 * one a task.
 */
final class MonoDecoder {
  /** Beyond this nothing is sound, and squares would no longer fit a float. */
  private static final float MAX_MAGNITUDE = 1 << 20;

  private static final int MAX_DECODERS = 64;

  private final ChannelSelection channels;
  private final Map<PcmFormat, PcmDecoder> decoders =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PcmFormat, PcmDecoder> eldest) {
          return size() > MAX_DECODERS;
        }
      };
  private float[] samples = new float[4_800];
  private int length;

  MonoDecoder(ChannelSelection channels) {
    this.channels = channels;
  }

  /**
   * Decodes whole sample frames of an array-backed buffer.
   *
   * @return null, or why the samples cannot be used; then there is nothing to read
   */
  @Nullable String decode(PcmFormat format, ByteBuffer pcm) {
    int sampleFrames = pcm.remaining() / format.bytesPerSampleFrame();
    if (samples.length < sampleFrames) {
      samples = new float[sampleFrames];
    }
    length = 0;
    PcmDecoder decoder = decoders.computeIfAbsent(format, f -> new PcmDecoder(f, channels));
    int from = pcm.arrayOffset() + pcm.position();
    int decoded;
    try {
      decoded = decoder.decode(pcm.array(), from, pcm.remaining(), samples, 0);
    } catch (NonFiniteSampleException e) {
      return e.getMessage();
    }
    int loud = format.encoding().isFloat() ? tooLoud(decoded) : -1;
    if (loud >= 0) {
      return "expected samples within 2^20 of zero, sample %d is %s".formatted(loud, samples[loud]);
    }
    length = decoded;
    return null;
  }

  /** Mono samples of the last call, from 0 to {@link #length}. */
  float[] samples() {
    return samples;
  }

  int length() {
    return length;
  }

  private int tooLoud(int decoded) {
    for (int i = 0; i < decoded; i++) {
      if (Math.abs(samples[i]) > MAX_MAGNITUDE) {
        return i;
      }
    }
    return -1;
  }
}
