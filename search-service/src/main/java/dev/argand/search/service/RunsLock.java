package dev.argand.search.service;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second search service out of a folder of runs: two would do each run twice. The system
 * gives it back when a process dies, however it dies.
 */
final class RunsLock implements AutoCloseable {
  private final FileChannel channel;

  private RunsLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder, which is made if it is missing.
   *
   * @throws IOException with one line, if another service has it or it cannot be used
   */
  static RunsLock take(Path runs) throws IOException {
    Files.createDirectories(runs);
    Path file = runs.resolve("search.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new IOException(
          "runs: a folder that no other search service works in was expected, was " + runs);
    }
    return new RunsLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
