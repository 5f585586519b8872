package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.Resampler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.OptionalInt;

/** The audio of a clip, read or rendered when asked for. Thread-safe. */
@FunctionalInterface
public interface ClipAudio {
  /**
   * Reads or renders the whole clip; nothing is cached here.
   *
   * @throws IOException if the file is gone or can no longer be decoded
   */
  AudioClip load() throws IOException;

  /** Rate of the samples, where it is known without reading them again. */
  default OptionalInt knownRateHz() {
    return OptionalInt.empty();
  }

  /** Whether it can be resampled to a rate, as far as its own is known. */
  default boolean canHaveRate(int toHz) {
    OptionalInt rate = knownRateHz();
    return rate.isEmpty() || Resampler.supports(rate.getAsInt(), toHz);
  }

  /**
   * Feeds what identifies the content into a digest: by default the rate and the decoded samples
   * (32-bit floats, little-endian). A file feeds its bytes instead, in small pieces.
   */
  default void digestInto(MessageDigest digest) throws IOException {
    AudioClip clip = load();
    ByteBuffer bytes =
        ByteBuffer.allocate(4 + 4 * clip.samples().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(clip.sampleRateHz());
    bytes.asFloatBuffer().put(clip.samples());
    digest.update(bytes.array());
  }
}
