package dev.argand.search.data;

import dev.argand.media.MediaReader;
import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.PcmAudio;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * An audio file, its channels mixed. Its digest is that of its bytes.
 *
 * @param rateHz as it was when the file was opened
 */
record FileAudio(Path file, int rateHz) implements ClipAudio {
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Reads a file once to see whether it can be learned from.
   *
   * @param mayBeSilent whether a clip in which nothing sounds is of use
   * @param warnings hears of what can be used all the same
   * @throws IOException naming the file and saying why it cannot be used
   */
  static FileAudio open(Path file, boolean mayBeSilent, Consumer<String> warnings)
      throws IOException {
    PcmAudio audio;
    try {
      audio = MediaReader.read(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": it may not be read", e);
    } catch (FileSystemException e) {
      throw new IOException("%s: it cannot be read: %s".formatted(file, e), e);
    }
    float[] samples = audio.mono(ChannelSelection.MIX).samples();
    if (samples.length == 0) {
      throw new IOException(file + ": it holds no samples");
    }
    if (audio.cancelsWhenMixed()) {
      String cancelled =
          "%s: its channels cancel each other when they are mixed, as clips are: save one of them as a mono file"
              .formatted(file);
      if (!mayBeSilent) {
        throw new IOException(cancelled);
      }
      warnings.accept(cancelled);
    }
    if (!mayBeSilent) {
      requireSound(file, samples);
    }
    if (audio.truncated()) {
      warnings.accept("%s is truncated or damaged: what exists of it is used".formatted(file));
    }
    return new FileAudio(file, audio.format().sampleRateHz());
  }

  @Override
  public AudioClip load() throws IOException {
    return MediaReader.read(file).mono(ChannelSelection.MIX);
  }

  @Override
  public OptionalInt knownRateHz() {
    return OptionalInt.of(rateHz);
  }

  private static void requireSound(Path file, float[] samples) throws IOException {
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
