package dev.argand.network.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** A file that appears whole or not at all: written aside, forced to the disk, renamed. */
final class DurableFile {
  static final String ASIDE_PREFIX = ".aside-";

  interface Writing {
    void to(FileChannel out) throws IOException;
  }

  interface Verifying {
    void of(Path aside) throws IOException;
  }

  private DurableFile() {}

  /**
   * Puts a file in place of whatever is at the target. When writing or verifying fails, the target
   * is as it was and nothing stays aside.
   */
  static void write(Path target, Writing writing, Verifying verifying) throws IOException {
    Path directory = directoryOf(target);
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(target.toString(), null, "its folder does not exist");
    }
    // Names need to differ between writers, not to be reproducible.
    String nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Path aside = directory.resolve(ASIDE_PREFIX + nonce);
    try {
      try (FileChannel out =
          FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writing.to(out);
        out.force(true);
      }
      verifying.of(aside);
      Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
    forceDirectory(directory);
  }

  private static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a bundle must be a file in a folder, was " + file);
    }
    return parent;
  }

  /** Makes a rename durable where folders can be opened, which is where that is needed. */
  private static void forceDirectory(Path directory) throws IOException {
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
