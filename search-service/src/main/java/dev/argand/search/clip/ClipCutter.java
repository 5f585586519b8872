package dev.argand.search.clip;

import dev.argand.runtime.Health;
import dev.argand.schemas.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code labels} and cuts the audio of each from {@code audio.frames} into the store, then
 * announces it on {@code clips}; a withdrawn label takes its clip back by a tombstone.
 *
 * <p>Samples are exact: a clip of a one-channel source holds the very bytes of its frames. A
 * stretch is at most 30 s long (a longer one is cut off there) and without a gap: the longest piece
 * counts if it is at least 80 % of the whole. Audio that is not there yet is waited for, a minute
 * from when the end of the log was reached; then the label is given up, with a counter and a line.
 * Other labels go on meanwhile.
 *
 * <p>A label's offset is committed once its clip and its announcement are durable; what is found on
 * {@code clips} is not cut again. So a cutter that is killed and started again loses nothing and
 * announces nothing twice. When Kafka is away it waits; it never stops by itself.
 */
public final class ClipCutter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClipCutter.class);
  private static final String COMPONENT = "clips";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final KafkaConfigsOf clients;
  private final ClipStore store;
  private final MeterRegistry registry;
  private final Health health;
  private final Duration patience;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger pending = new AtomicInteger();
  private final Gauge pendingGauge;
  private final Thread thread = new Thread(this::run, "argand-clips");

  /** Where the clients connect. */
  record KafkaConfigsOf(String bootstrap, String topicPrefix) {
    String topic(Topic topic) {
      return topic.topicName(topicPrefix);
    }
  }

  private ClipCutter(
      KafkaConfigsOf clients,
      ClipStore store,
      MeterRegistry registry,
      Health health,
      Duration patience) {
    this.clients = clients;
    this.store = store;
    this.registry = registry;
    this.health = health;
    this.patience = patience;
    ClipMeters.registerAll(registry);
    this.pendingGauge =
        Gauge.builder(ClipMeters.PENDING.meterName(), pending, AtomicInteger::get)
            .baseUnit(ClipMeters.PENDING.baseUnit())
            .description(ClipMeters.PENDING.description())
            .register(registry);
  }

  /** Starts cutting. The topics must exist. */
  public static ClipCutter start(
      String bootstrap,
      String topicPrefix,
      ClipStore store,
      MeterRegistry registry,
      Health health) {
    return start(bootstrap, topicPrefix, store, registry, health, PATIENCE);
  }

  /**
   * The same with a patience of one's own.
   *
   * @param patience how long audio is waited for once the end of the log was reached
   */
  public static ClipCutter start(
      String bootstrap,
      String topicPrefix,
      ClipStore store,
      MeterRegistry registry,
      Health health,
      Duration patience) {
    ClipCutter cutter =
        new ClipCutter(
            new KafkaConfigsOf(bootstrap, topicPrefix), store, registry, health, patience);
    cutter.thread.start();
    return cutter;
  }

  /** Stops after the step that is being done; what is pending is cut after the next start. */
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
    registry.remove(pendingGauge);
    health.ready(COMPONENT, false, "stopped");
  }

  private void run() {
    while (!closed.get()) {
      try (CuttingSession session =
          new CuttingSession(clients, store, registry, patience, System::nanoTime)) {
        health.ready(COMPONENT, true, "cutting");
        while (!closed.get()) {
          session.step();
          pending.set(session.pending());
        }
      } catch (KafkaException | UncheckedIOException e) {
        if (!closed.get()) {
          log.warn("Clips: {}; starting again in a second", e.getMessage());
          health.ready(COMPONENT, false, String.valueOf(e.getMessage()));
          pause();
        }
      } catch (RuntimeException e) {
        log.error("Clips: starting again in a second", e);
        health.ready(COMPONENT, false, String.valueOf(e));
        pause();
      }
    }
  }

  private void pause() {
    try {
      if (closing.await(1, TimeUnit.SECONDS)) {
        log.debug("Clips: closing");
      }
    } catch (InterruptedException e) {
      closed.set(true);
      Thread.currentThread().interrupt();
    }
  }

  static UncheckedIOException storeFailed(ClipStore store, IOException cause) {
    return new UncheckedIOException(
        "clip store %s cannot be written to: %s".formatted(store.folder(), cause), cause);
  }
}
