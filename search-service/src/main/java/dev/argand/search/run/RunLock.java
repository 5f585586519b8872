package dev.argand.search.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one worker at a time work on a run, or one fetch at a time bring a data set. The system
 * gives it back when its process dies, however it dies; there is nothing to clean up but an empty
 * file.
 */
public final class RunLock implements AutoCloseable {
  private static final Duration ASK_EVERY = Duration.ofMillis(200);

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Whether somebody has it. Asked with a shared lock, on a channel that only reads: who may not
   * write can ask, and two who ask are not taken for who works.
   */
  static boolean isTaken(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (OverlappingFileLockException inThisProcess) {
      return true;
    }
  }

  /** The lock, if nobody has it. */
  static Optional<RunLock> tryTake(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new RunLock(channel));
  }

  /**
   * The lock, once whoever has it is done.
   *
   * @param file what is locked; made where it is missing, and left there
   * @param waiting called once, if somebody has it
   */
  public static RunLock take(Path file, Runnable waiting) throws IOException, InterruptedException {
    Optional<RunLock> lock = tryTake(file);
    if (lock.isEmpty()) {
      waiting.run();
    }
    while (lock.isEmpty()) {
      Thread.sleep(ASK_EVERY.toMillis());
      lock = tryTake(file);
    }
    return lock.get();
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
