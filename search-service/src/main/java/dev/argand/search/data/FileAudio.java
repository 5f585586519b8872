package dev.argand.search.data;

import dev.argand.media.MediaReader;
import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.PcmAudio;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** An audio file, its channels mixed. Its digest is that of its bytes. */
record FileAudio(Path file) implements ClipAudio {
  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public AudioClip load() throws IOException {
    return MediaReader.read(file).mono(ChannelSelection.MIX);
  }

  /**
   * Reads the file once to see whether it can be learned from.
   *
   * @param mayBeSilent whether a clip in which nothing sounds is of use
   * @return a warning about a file that can be used all the same
   * @throws IOException naming the file and saying why it cannot be used
   */
  Optional<String> check(boolean mayBeSilent) throws IOException {
    PcmAudio audio = MediaReader.read(file);
    float[] samples = audio.mono(ChannelSelection.MIX).samples();
    if (samples.length == 0) {
      throw new IOException(file + ": it holds no samples");
    }
    if (!mayBeSilent) {
      requireSound(samples);
    }
    return audio.truncated()
        ? Optional.of("%s is truncated or damaged: what exists of it is used".formatted(file))
        : Optional.empty();
  }

  private void requireSound(float[] samples) throws IOException {
    float first = samples[0];
    boolean isConstant = samples.length > 1 || first == 0;
    for (int i = 1; i < samples.length && isConstant; i++) {
      isConstant = samples[i] == first;
    }
    if (isConstant) {
      throw new IOException(
          "%s: every sample is %s: nothing sounds in it"
              .formatted(file, first == 0 ? "zero" : String.valueOf(first)));
    }
  }

  @Override
  public void digestInto(MessageDigest digest) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
  }
}
