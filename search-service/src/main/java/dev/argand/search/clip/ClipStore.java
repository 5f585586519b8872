package dev.argand.search.clip;

import dev.argand.network.bundle.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * WAV files under the SHA-256 of their bytes: {@code FOLDER/<sha256>.wav}. A clip that is put twice
 * is there once; a file appears whole or not at all. Thread-safe, also between processes.
 */
public final class ClipStore {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final String SUFFIX = ".wav";
  private static final Pattern WAV = Pattern.compile("[0-9a-f]{64}[.]wav");

  private final Path folder;

  /**
   * A store in a folder, which is made if it is missing.
   *
   * @throws IOException if the folder cannot be made
   */
  public ClipStore(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder).toAbsolutePath().normalize();
  }

  /** Where it keeps its files. */
  public Path folder() {
    return folder;
  }

  /**
   * The file of a clip, whether it is there or not.
   *
   * @throws IllegalArgumentException if it is no SHA-256 in lower-case hexadecimal
   */
  public Path path(String sha256) {
    if (!isName(sha256)) {
      throw new IllegalArgumentException(
          "sha256: 64 lower-case hexadecimal digits were expected, was " + sha256);
    }
    return folder.resolve(sha256 + SUFFIX);
  }

  /** Whether a clip may be called so: 64 lower-case hexadecimal digits. */
  static boolean isName(String sha256) {
    return SHA256.matcher(sha256).matches();
  }

  /** Whether a clip is there. */
  public boolean holds(String sha256) {
    return Files.isRegularFile(path(sha256));
  }

  /**
   * Keeps a clip; it is on the disk when this returns.
   *
   * @return its SHA-256
   */
  public String put(byte[] wav) throws IOException {
    String sha256 = sha256(wav);
    putUnforced(sha256, wav);
    force();
    return sha256;
  }

  /** Keeps a clip whose name is on the disk only after {@link #force}: for many at once. */
  String putUnforced(byte[] wav) throws IOException {
    String sha256 = sha256(wav);
    putUnforced(sha256, wav);
    return sha256;
  }

  /**
   * The same of a clip whose name is known.
   *
   * @param sha256 of the bytes
   */
  void putUnforced(String sha256, byte[] wav) throws IOException {
    Path file = path(sha256);
    // A file of another length was cut off by something else than this class, and is replaced.
    if (!Files.isRegularFile(file) || Files.size(file) != wav.length) {
      DurableFile.writeUnforced(file, wav);
    }
  }

  void force() throws IOException {
    DurableFile.forceFolder(folder);
  }

  /**
   * Deletes what nobody has announced: whatever a kill left behind between a file and its
   * announcement, or between a withdrawal and its file.
   *
   * @param announced SHA-256 of the files that stay
   * @param writtenBefore younger files stay: somebody may be about to announce them
   * @return how many were deleted
   */
  int deleteOthers(Set<String> announced, Instant writtenBefore) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    int deleted = 0;
    for (Path file : files) {
      String name = file.getFileName().toString();
      boolean ours =
          DurableFile.isAside(name)
              || WAV.matcher(name).matches() && !announced.contains(sha(name));
      if (ours && Files.getLastModifiedTime(file).toInstant().isBefore(writtenBefore)) {
        deleted += Files.deleteIfExists(file) ? 1 : 0;
      }
    }
    return deleted;
  }

  /** Those of some clips whose files are not there. */
  Set<String> missing(Set<String> announced) throws IOException {
    Set<String> missing = new HashSet<>(announced);
    try (Stream<Path> all = Files.list(folder)) {
      all.map(file -> file.getFileName().toString())
          .filter(name -> WAV.matcher(name).matches())
          .forEach(name -> missing.remove(sha(name)));
    }
    return missing;
  }

  private static String sha(String name) {
    return name.substring(0, name.length() - SUFFIX.length());
  }

  /** Deletes a clip; true if it was there. */
  public boolean forget(String sha256) throws IOException {
    return Files.deleteIfExists(path(sha256));
  }

  /** Whether it has no clip. */
  boolean isEmpty() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.noneMatch(file -> WAV.matcher(file.getFileName().toString()).matches());
    }
  }

  /** What a clip is called. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }
}
