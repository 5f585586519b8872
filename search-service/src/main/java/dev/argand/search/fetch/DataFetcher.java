package dev.argand.search.fetch;

import dev.argand.search.fetch.Download.Patience;
import dev.argand.search.run.RunLock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings public data sets into a folder, a sub-folder each. A set appears there when it was
 * downloaded whole, its checksum is right and it is unpacked, or not at all. A download that broke
 * off goes on where it was. One process at a time fetches a set into a folder: who comes second
 * waits, and finds it there.
 */
public final class DataFetcher {
  /** In a fetched set: where it came from. */
  public static final String SOURCE_NOTE = ".argand-source.properties";

  /** The archive, and its content beside it. */
  private static final double SPACE_FACTOR = 2.5;

  private final Path folder;
  private final Patience patience;

  /** A fetcher into a folder, which is made when it is first needed. */
  public DataFetcher(Path folder) {
    this(folder, Patience.DEFAULT);
  }

  DataFetcher(Path folder, Patience patience) {
    this.folder = folder.toAbsolutePath().normalize();
    this.patience = patience;
  }

  /** Where a set lies once it is fetched. */
  public Path of(PublicData set) {
    return folder.resolve(set.name());
  }

  /** Whether a set is here. */
  public boolean has(PublicData set) {
    return Files.isRegularFile(of(set).resolve(SOURCE_NOTE));
  }

  /**
   * Fetches a set unless it is here, or another process that fetches it brings it.
   *
   * @param expected what the archive must add up to; null takes it as it comes
   * @return the set's folder
   * @throws FetchException in one line, what went wrong; what was downloaded is kept unless its
   *     checksum is wrong
   * @throws IOException if the folder cannot be written to
   */
  public Path fetch(PublicData set, @Nullable Checksum expected, FetchListener listener)
      throws FetchException, IOException, InterruptedException {
    if (has(set)) {
      return of(set);
    }
    Files.createDirectories(folder);
    Path lockFile = folder.resolve(".%s.lock".formatted(set.name()));
    try (RunLock lock = RunLock.take(lockFile, () -> waits(set, listener))) {
      return has(set) ? of(set) : fetchAlone(set, expected, listener);
    }
  }

  private void waits(PublicData set, FetchListener listener) {
    listener.onWait(
        "another process fetches %s into %s: waiting for it".formatted(set.name(), folder));
  }

  /** Only for who holds the lock: the part that has arrived and what is unpacked are one's own. */
  private Path fetchAlone(PublicData set, @Nullable Checksum expected, FetchListener listener)
      throws FetchException, IOException, InterruptedException {
    if (Files.exists(of(set))) {
      throw new FetchException(
          "%s is there already and was not fetched; move it away".formatted(of(set)));
    }
    requireSpace(set);
    Path archive = folder.resolve(".%s.archive".formatted(set.name()));
    Download download = new Download(set.address(), archive, patience, listener);
    Path downloaded = download.run();
    Checksum actual =
        Checksum.of(downloaded, expected == null ? "SHA-256" : expected.algorithm(), listener);
    if (expected != null && !actual.equals(expected)) {
      download.delete();
      throw new FetchException(
          "%s: %s was expected, is %s; it was deleted"
              .formatted(set.address(), expected, actual.hex()));
    }
    unpack(downloaded, set, actual, listener);
    download.delete();
    return of(set);
  }

  private void unpack(Path archive, PublicData set, Checksum actual, FetchListener listener)
      throws FetchException, IOException {
    Path aside = folder.resolve(".%s.unpacking".formatted(set.name()));
    // What a fetch that was killed left.
    deleteTree(aside);
    Files.createDirectories(aside);
    try {
      Archive.unpack(archive, set, aside, listener);
      note(aside.resolve(SOURCE_NOTE), set, actual);
      Files.move(aside, of(set), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(aside);
    }
  }

  private static void note(Path file, PublicData set, Checksum actual) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("address", set.address().toString());
    properties.setProperty("checksum", actual.toString());
    properties.setProperty("licence", set.licence());
    properties.setProperty("about", set.about());
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
  }

  private void requireSpace(PublicData set) throws FetchException, IOException {
    long needed = (long) (SPACE_FACTOR * set.bytes());
    long usable = Files.getFileStore(folder).getUsableSpace();
    if (usable < needed) {
      throw new FetchException(
          "%s needs about %d MB in %s, free are %d MB"
              .formatted(set.name(), needed >> 20, folder, usable >> 20));
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(root)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
