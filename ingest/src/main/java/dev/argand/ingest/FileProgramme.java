package dev.argand.ingest;

import dev.argand.media.MediaReader;
import dev.argand.media.MediaStream;
import dev.argand.schemas.FrameBounds;
import dev.argand.signal.PcmFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An audio file, or the audio files of a folder and of those in it, in the order of their paths.
 *
 * <p>Files of one format that follow each other are one session without a seam; a change of format
 * begins a new one. A file that cannot be read, or has a rate or channels that recognition does not
 * take, is reported and left out; where one breaks off in its middle, the next follows. At most two
 * files are open: the one that plays, and the next one while its format is compared.
 */
final class FileProgramme implements Programme {
  /** Told about files that are left out or cut short; the others go on. */
  interface Problems {
    void unreadable(Path file, IOException reason);

    void truncated(Path file);
  }

  private record Playing(Path file, MediaStream audio) {}

  private final Iterator<Path> files;
  private final Problems problems;
  private @Nullable Playing ahead;
  private @Nullable IOException firstProblem;
  private boolean anyRead;

  private FileProgramme(List<Path> files, Problems problems) {
    this.files = files.iterator();
    this.problems = problems;
  }

  /**
   * A programme from the path's current content.
   *
   * @throws IOException if there is no such file or folder, or the folder has no audio file
   */
  static FileProgramme open(Path path, Problems problems) throws IOException {
    return new FileProgramme(files(path), problems);
  }

  /**
   * The file, or the audio files in a folder and in those in it, in the order of their paths.
   *
   * @throws IOException if there is none
   */
  static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new FileNotFoundException(path + ": an audio file or a folder of them was expected");
      }
      return List.of(path);
    }
    Path folder = path.toRealPath();
    try (Stream<Path> entries = Files.walk(folder)) {
      List<Path> files =
          entries
              .filter(FileProgramme::isAudioFile)
              .filter(file -> !isHidden(folder.relativize(file)))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new FileNotFoundException(
            "%s: the folder has no audio file, nor have those in it; looked for %s"
                .formatted(path, MediaReader.audioNames()));
      }
      return files;
    } catch (UncheckedIOException e) {
      throw new IOException("%s: %s".formatted(path, e.getMessage()), e);
    }
  }

  @Override
  public Optional<AudioSource> next() throws IOException {
    Playing first = ahead;
    ahead = null;
    if (first == null) {
      first = openNext();
    }
    if (first != null) {
      return Optional.of(new Session(first));
    }
    if (!anyRead && firstProblem != null) {
      throw new IOException("nothing can be played: " + firstProblem.getMessage(), firstProblem);
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    if (ahead != null) {
      ahead.audio().close();
      ahead = null;
    }
  }

  private @Nullable Playing openNext() {
    while (files.hasNext()) {
      Path file = files.next();
      try {
        MediaStream audio = open(file);
        anyRead = true;
        return new Playing(file, audio);
      } catch (IOException e) {
        problem(file, e);
      }
    }
    return null;
  }

  private static MediaStream open(Path file) throws IOException {
    MediaStream audio = MediaStream.open(file);
    Optional<String> wrong = wrong(audio.format());
    if (wrong.isPresent()) {
      audio.close();
      throw new IOException(file + ": " + wrong.get());
    }
    return audio;
  }

  /** Why recognition would set every frame of a format aside, if it would. */
  static Optional<String> wrong(PcmFormat format) {
    return FrameBounds.rate(format.sampleRateHz())
        .or(() -> FrameBounds.channels(format.channels()));
  }

  private void problem(Path file, IOException reason) {
    problems.unreadable(file, reason);
    if (firstProblem == null) {
      firstProblem = reason;
    }
  }

  private static boolean isAudioFile(Path file) {
    return MediaReader.isAudioName(String.valueOf(file.getFileName())) && Files.isRegularFile(file);
  }

  private static boolean isHidden(Path relative) {
    for (Path name : relative) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** Files of one format, end to end. */
  private final class Session implements AudioSource {
    private final PcmFormat format;
    private @Nullable Playing playing;

    Session(Playing first) {
      this.format = first.audio().format();
      this.playing = first;
    }

    @Override
    public PcmFormat format() {
      return format;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      while (playing != null) {
        int given = read(playing, buffer, offset, length);
        if (given >= 0) {
          return given;
        }
        playing.audio().close();
        Playing following = openNext();
        boolean goesOn = following != null && following.audio().format().equals(format);
        playing = goesOn ? following : null;
        ahead = goesOn ? null : following;
      }
      return -1;
    }

    private int read(Playing from, byte[] buffer, int offset, int length) {
      try {
        int given = from.audio().read(buffer, offset, length);
        if (given < 0 && from.audio().isDamaged()) {
          problems.truncated(from.file());
        }
        return given;
      } catch (IOException e) {
        problem(from.file(), e);
        return -1;
      }
    }

    @Override
    public void close() {
      if (playing != null) {
        playing.audio().close();
        playing = null;
      }
    }
  }
}
