package dev.argand.network.bundle;

import dev.argand.network.bundle.ModelFormatException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles in one folder, as {@code <digest>.argand}, on one host or a shared file system whose
 * renames are atomic. Other files in the folder are left alone, but for what a writer left aside
 * more than an hour ago.
 */
public final class FolderBundleStore implements BundleStore {
  private static final Logger log = LoggerFactory.getLogger(FolderBundleStore.class);

  /** Longer than any writer takes, so that none at work loses its file. */
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  private final Path directory;
  private final Clock clock;

  /** A store in a folder that exists, or will when it is first used. */
  public FolderBundleStore(Path directory) {
    this(directory, Clock.systemUTC());
  }

  FolderBundleStore(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** A store in a folder that is made when it is missing. */
  public static FolderBundleStore create(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new BundleStoreException("bundle store " + directory + " cannot be made", e);
    }
    return new FolderBundleStore(directory);
  }

  @Override
  public String put(Path bundle) throws IOException {
    String digest = Bundle.read(bundle).digest();
    requireWritable();
    cleanAbandoned();
    Path target = directory.resolve(digest + Bundle.SUFFIX);
    if (Files.exists(target)) {
      requireSame(bundle, target, digest);
      return digest;
    }
    try {
      DurableFile.write(target, out -> copy(bundle, out), aside -> verify(aside, digest));
    } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
      throw notWritable(e);
    }
    return digest;
  }

  @Override
  public Path fetch(String digest) throws IOException {
    requireReadable();
    if (Sha256.isDigest(digest)) {
      Path file = directory.resolve(digest + Bundle.SUFFIX);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new UnknownBundleException(digest, directory.toString());
  }

  @Override
  public List<Kept> list() throws IOException {
    requireReadable();
    List<Kept> kept = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + Bundle.SUFFIX)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        String stem = name.substring(0, name.length() - Bundle.SUFFIX.length());
        if (Sha256.isDigest(stem)) {
          kept(stem, file).ifPresent(kept::add);
        }
      }
    }
    kept.sort(Comparator.comparing(Kept::digest));
    return List.copyOf(kept);
  }

  private static Optional<Kept> kept(String digest, Path file) throws IOException {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      return facts.isRegularFile()
          ? Optional.of(new Kept(digest, facts.size(), facts.lastModifiedTime().toInstant()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      log.debug("{} was deleted while the folder was listed", file, e);
      return Optional.empty();
    }
  }

  @Override
  public void delete(String digest) throws IOException {
    requireWritable();
    if (Sha256.isDigest(digest)) {
      Files.deleteIfExists(directory.resolve(digest + Bundle.SUFFIX));
    }
  }

  private static void copy(Path from, FileChannel out) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
      long size = in.size();
      long done = 0;
      while (done < size) {
        long moved = in.transferTo(done, size - done, out);
        if (moved <= 0) {
          throw new IOException(from + " was shortened while it was copied");
        }
        done += moved;
      }
    }
  }

  /** The copy is what counts: the original may change between its verification and the copy. */
  private static void verify(Path copy, String digest) throws ModelFormatException {
    String found = Bundle.read(copy).digest();
    if (!found.equals(digest)) {
      throw new ModelFormatException(
          copy, found, Reason.DIGEST, "digest must be " + digest + ", was " + found, null);
    }
  }

  /** A digest fixes every byte of a bundle, so other bytes mean that the kept file is damaged. */
  private static void requireSame(Path bundle, Path kept, String digest) throws IOException {
    if (Files.mismatch(bundle, kept) >= 0) {
      throw new ModelFormatException(
          kept,
          digest,
          Reason.DIGEST,
          "the kept file must equal "
              + bundle
              + ", differs: it is damaged; delete it and put the bundle again",
          null);
    }
  }

  private void cleanAbandoned() throws IOException {
    Instant limit = clock.instant().minus(ABANDONED_AFTER);
    try (DirectoryStream<Path> asides =
        Files.newDirectoryStream(directory, DurableFile.ASIDE_PREFIX + "*")) {
      for (Path aside : asides) {
        deleteIfOlder(aside, limit);
      }
    }
  }

  private static void deleteIfOlder(Path aside, Instant limit) throws IOException {
    Instant modified;
    try {
      modified = Files.getLastModifiedTime(aside).toInstant();
    } catch (NoSuchFileException e) {
      log.debug("{} was renamed by its writer or cleaned by another", aside, e);
      return;
    }
    if (modified.isBefore(limit) && Files.deleteIfExists(aside)) {
      log.info("deleted {}, left by an aborted write at {}", aside, modified);
    }
  }

  private void requireReadable() throws BundleStoreException {
    if (!Files.isDirectory(directory)) {
      throw new BundleStoreException(
          "bundle store "
              + directory
              + " must be a folder, "
              + (Files.exists(directory) ? "is a file" : "does not exist"),
          null);
    }
  }

  private void requireWritable() throws BundleStoreException {
    requireReadable();
    if (!Files.isWritable(directory)) {
      throw notWritable(null);
    }
  }

  private BundleStoreException notWritable(@Nullable Exception cause) {
    return BundleStoreException.refusal(
        "bundle store " + directory + " must be writable, is read-only", cause);
  }
}
