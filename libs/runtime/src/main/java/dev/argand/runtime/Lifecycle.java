package dev.argand.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that a process opened, closed in reverse order and only once. A part that fails to
 * close is logged, and the ones below it are closed all the same.
 *
 * <p>Thread-safe: a shutdown hook and the main thread may both close; the second waits for the
 * first.
 */
public final class Lifecycle implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private record Part(String name, AutoCloseable closeable) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private boolean closed;

  /**
   * Takes over a part that was just opened. If all is closed already (a shutdown during the start),
   * the part is closed at once.
   *
   * @return the part
   * @throws IllegalStateException if all is closed already
   */
  public synchronized <C extends AutoCloseable> C own(String name, C part) {
    if (closed) {
      close(new Part(name, part));
      throw new IllegalStateException("cannot start " + name + ": shutting down");
    }
    parts.push(new Part(name, part));
    return part;
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  private static void close(Part part) {
    try {
      part.closeable().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while closing {}", part.name());
    } catch (Exception e) {
      log.warn("Closing {} failed", part.name(), e);
    }
  }
}
