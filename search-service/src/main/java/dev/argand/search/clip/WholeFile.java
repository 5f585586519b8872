package dev.argand.search.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** A file that appears whole or not at all: written aside, forced to the disk, renamed. */
public final class WholeFile {
  private static final String ASIDE_PREFIX = ".aside-";

  private WholeFile() {}

  /**
   * Writes a file in place of whatever is there; what was there stays if this fails.
   *
   * @throws IOException if its folder does not exist or cannot be written to
   */
  public static void write(Path target, byte[] bytes) throws IOException {
    writeUnforced(target, bytes);
    forceFolder(target.toAbsolutePath().resolveSibling(""));
  }

  /** The same, with its name on the disk only after {@link #forceFolder}. */
  static void writeUnforced(Path target, byte[] bytes) throws IOException {
    // Names need to differ between writers, not to be reproducible.
    String nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Path aside = target.resolveSibling(ASIDE_PREFIX + nonce);
    try {
      try (FileChannel out =
          FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        out.force(true);
      }
      Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Whether a file of this name was being written when its writer was killed, or is now. */
  static boolean isAside(String name) {
    return name.startsWith(ASIDE_PREFIX);
  }

  /** Makes renames durable where folders can be opened, which is where that is needed. */
  static void forceFolder(Path folder) throws IOException {
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
