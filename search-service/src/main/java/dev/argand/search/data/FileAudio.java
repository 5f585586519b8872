package dev.argand.search.data;

import dev.argand.media.MediaReader;
import dev.argand.signal.AudioClip;
import dev.argand.signal.AudioFormatException;
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
import org.jspecify.annotations.Nullable;

/**
 * An audio file, its channels mixed. Its digest is that of its bytes.
 *
 * @param rateHz as it was when the file was opened
 */
record FileAudio(Path file, int rateHz) implements ClipAudio {
  /**
   * Most bytes of a clip as decoded and as mixed to floats, which are held together. A worker of 1
   * GiB has room for one such clip beside those that it keeps; the bound is the same on every
   * machine, for what is left out decides a data set's digest.
   */
  static final int MOST_BYTES = 352 << 20;

  /** Longest clip: 8 kHz would let in hours that are too many samples at a model's rate. */
  private static final int MOST_SECONDS = 64 * 60;

  private static final int BUFFER_BYTES = 1 << 16;

  /** Held while a clip is decoded, so that several threads do not hold as many long ones. */
  private static final Object DECODING_LONG = new Object();

  /** Of a file: what is compressed is ten times as long as it seems. */
  private static final int LONG_BYTES = 4 << 20;

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
      audio = read(file);
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
    if (Files.size(file) < LONG_BYTES) {
      return read(file).mono(ChannelSelection.MIX);
    }
    synchronized (DECODING_LONG) {
      return read(file).mono(ChannelSelection.MIX);
    }
  }

  private static PcmAudio read(Path file) throws IOException {
    PcmAudio audio;
    try {
      audio = MediaReader.read(file, MOST_BYTES);
    } catch (AudioFormatException e) {
      if (e.reason() == AudioFormatException.Reason.TOO_LARGE) {
        throw tooLong(file, e);
      }
      throw e;
    }
    long seconds = audio.sampleFrames() / audio.format().sampleRateHz();
    if (audio.pcm().length + 4 * audio.sampleFrames() > MOST_BYTES || seconds > MOST_SECONDS) {
      throw tooLong(file, null);
    }
    return audio;
  }

  private static IOException tooLong(Path file, @Nullable Throwable cause) {
    return new IOException(
        "%s: it is longer than a clip may be (64 minutes; 17 at 44.1 kHz in stereo): cut it into shorter files"
            .formatted(file),
        cause);
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
