package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/** The audio of a clip, read or rendered when asked for. Thread-safe. */
@FunctionalInterface
public interface ClipAudio {
  /**
   * Reads or renders the whole clip; nothing is cached here.
   *
   * @throws IOException if the file is gone or can no longer be decoded
   */
  AudioClip load() throws IOException;

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
