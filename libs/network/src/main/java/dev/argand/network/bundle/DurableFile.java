package dev.argand.network.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears whole or not at all: written aside, forced to the disk, renamed. Bundles are
 * written so, and whatever else must survive the death of its writer.
 */
public final class DurableFile {
  static final String ASIDE_PREFIX = ".aside-";

  interface Writing {
    void to(FileChannel out) throws IOException;
  }

  interface Verifying {
    void of(Path aside) throws IOException;
  }

  private DurableFile() {}

  /**
   * Writes a file in place of whatever is there; what was there stays if this fails.
   *
   * @throws IOException if its folder does not exist or cannot be written to
   */
  public static void write(Path target, byte[] bytes) throws IOException {
    writeUnforced(target, bytes);
    forceFolder(folderOf(target));
  }

  /** The same, with its name on the disk only after {@link #forceFolder}. */
  public static void writeUnforced(Path target, byte[] bytes) throws IOException {
    writeUnforced(
        target,
        out -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            out.write(buffer);
          }
        },
        aside -> {});
  }

  /**
   * Puts a file in place of whatever is at the target. When writing or verifying fails, the target
   * is as it was and nothing stays aside.
   */
  static void write(Path target, Writing writing, Verifying verifying) throws IOException {
    writeUnforced(target, writing, verifying);
    forceFolder(folderOf(target));
  }

  private static void writeUnforced(Path target, Writing writing, Verifying verifying)
      throws IOException {
    Path folder = folderOf(target);
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(target.toString(), null, "its folder does not exist");
    }
    // Names need to differ between writers, not to be reproducible.
    String nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Path aside = folder.resolve(ASIDE_PREFIX + nonce);
    try {
      try (FileChannel out =
          FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writing.to(out);
        out.force(true);
      } catch (IOException e) {
        throw naming(target, e);
      }
      verifying.of(aside);
      Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /**
   * A failure that says which file: of a full disk the system tells only that it is full.
   *
   * @return the failure itself where its kind says more
   */
  public static IOException naming(Path file, IOException failure) {
    return failure.getClass().equals(IOException.class)
        ? new IOException("%s cannot be written: %s".formatted(file, failure.getMessage()), failure)
        : failure;
  }

  /** Whether a file of this name was being written when its writer was killed, or is now. */
  public static boolean isAside(String name) {
    return name.startsWith(ASIDE_PREFIX);
  }

  private static Path folderOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a file in a folder was expected, was " + file);
    }
    return parent;
  }

  /** Makes renames durable where folders can be opened, which is where that is needed. */
  public static void forceFolder(Path folder) throws IOException {
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
