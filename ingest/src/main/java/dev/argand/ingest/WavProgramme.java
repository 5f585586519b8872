package dev.argand.ingest;

import dev.argand.signal.PcmFormat;
import dev.argand.signal.WavAudio;
import dev.argand.signal.WavReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A WAV file, or the WAV files of a folder in the order of their names.
 *
 * <p>Files of one format that follow each other are one session without a seam; a change of format
 * begins a new one. A file that cannot be read is reported and left out. One file at a time is in
 * memory, and the next one while its format is compared.
 */
final class WavProgramme implements Programme {
  /** Told about files that are left out or cut short; the others go on. */
  interface Problems {
    void unreadable(Path file, IOException reason);

    void truncated(Path file);
  }

  private final Iterator<Path> files;
  private final Problems problems;
  private @Nullable WavAudio ahead;
  private @Nullable IOException firstProblem;
  private boolean anyRead;

  private WavProgramme(List<Path> files, Problems problems) {
    this.files = files.iterator();
    this.problems = problems;
  }

  /**
   * A programme from the path's current content.
   *
   * @throws IOException if there is no such file or folder, or the folder has no WAV file
   */
  static WavProgramme open(Path path, Problems problems) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new FileNotFoundException(path + ": a WAV file or a folder of them was expected");
      }
      return new WavProgramme(List.of(path), problems);
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> files = entries.filter(WavProgramme::isWavFile).sorted().toList();
      if (files.isEmpty()) {
        throw new FileNotFoundException(path + ": the folder has no .wav file");
      }
      return new WavProgramme(files, problems);
    }
  }

  @Override
  public Optional<AudioSource> next() throws IOException {
    WavAudio first = ahead;
    ahead = null;
    if (first == null) {
      first = readNext();
    }
    if (first != null) {
      return Optional.of(new Session(first));
    }
    if (!anyRead && firstProblem != null) {
      throw new IOException("nothing can be played: " + firstProblem.getMessage(), firstProblem);
    }
    return Optional.empty();
  }

  private @Nullable WavAudio readNext() {
    while (files.hasNext()) {
      Path file = files.next();
      try {
        WavAudio audio = WavReader.read(file);
        if (audio.truncated()) {
          problems.truncated(file);
        }
        anyRead = true;
        return audio;
      } catch (IOException e) {
        problems.unreadable(file, e);
        if (firstProblem == null) {
          firstProblem = e;
        }
      }
    }
    return null;
  }

  private static boolean isWavFile(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".wav") && !name.startsWith(".") && Files.isRegularFile(file);
  }

  /** Files of one format, end to end. */
  private final class Session implements AudioSource {
    private final PcmFormat format;
    private PcmSource file;

    Session(WavAudio first) {
      this.format = first.format();
      this.file = new PcmSource(format, first.pcm());
    }

    @Override
    public PcmFormat format() {
      return format;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int given = file.read(buffer, offset, length);
      while (given < 0 && ahead == null) {
        WavAudio following = readNext();
        if (following == null) {
          return -1;
        }
        if (following.format().equals(format)) {
          file = new PcmSource(format, following.pcm());
          given = file.read(buffer, offset, length);
        } else {
          ahead = following;
        }
      }
      return given;
    }
  }
}
