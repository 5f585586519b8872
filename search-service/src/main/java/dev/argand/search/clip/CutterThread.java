package dev.argand.search.clip;

import dev.argand.runtime.Health;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one session of cutting after another: when Kafka or the store is away it waits and begins
 * anew; it never stops by itself. An error of the JVM's, as where memory runs out, ends it, and the
 * component is not live: what a step left half done is unknown, so the process must start again.
 */
final class CutterThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CutterThread.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  /** Cutting from one connection to Kafka to the loss of it. Confined to one thread. */
  interface Session extends AutoCloseable {
    /** Works for a moment. */
    void step();

    /** How many clips are looked for or waited for. */
    int pending();

    @Override
    void close();
  }

  private final String component;
  private final Supplier<Session> sessions;
  private final AtomicInteger pending;
  private final Health health;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /**
   * A thread that is not started yet.
   *
   * @param component of the health that is told
   * @param pending is kept at what the session says
   */
  CutterThread(String component, Supplier<Session> sessions, AtomicInteger pending, Health health) {
    this.component = component;
    this.sessions = sessions;
    this.pending = pending;
    this.health = health;
    this.thread = new Thread(this::run, "argand-" + component.replace(' ', '-'));
  }

  void start() {
    thread.start();
  }

  /** Stops after the step that is being done; what is pending is done after the next start. */
  @Override
  public void close() {
    closed.set(true);
    closing.countDown();
    try {
      thread.join(STOP_WITHIN.toMillis());
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(STOP_WITHIN.toMillis());
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    health.ready(component, false, "stopped");
  }

  private void run() {
    try {
      work();
    } catch (Error e) {
      health.live(component, false, "it ended with an error: " + e);
      health.ready(component, false, String.valueOf(e));
      log.error("{}: it ended with an error; start the process again", component, e);
    }
  }

  private void work() {
    while (!closed.get()) {
      try (Session session = sessions.get()) {
        health.ready(component, true, "cutting");
        while (!closed.get()) {
          session.step();
          pending.set(session.pending());
        }
      } catch (KafkaException | UncheckedIOException e) {
        if (!closed.get()) {
          log.warn("{}: {}; starting again in a second", component, e.getMessage());
          health.ready(component, false, String.valueOf(e.getMessage()));
          pause();
        }
      } catch (RuntimeException e) {
        log.error("{}: starting again in a second", component, e);
        health.ready(component, false, String.valueOf(e));
        pause();
      }
    }
  }

  private void pause() {
    try {
      if (closing.await(1, TimeUnit.SECONDS)) {
        log.debug("{}: closing", component);
      }
    } catch (InterruptedException e) {
      closed.set(true);
      Thread.currentThread().interrupt();
    }
  }
}
