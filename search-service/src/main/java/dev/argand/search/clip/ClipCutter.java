package dev.argand.search.clip;

import dev.argand.runtime.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

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
  private static final String COMPONENT = "clips";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MeterRegistry registry;
  private final AtomicInteger pending = new AtomicInteger();
  private final Gauge pendingGauge;
  private final CutterThread thread;

  private ClipCutter(
      ClipClients clients,
      ClipStore store,
      MeterRegistry registry,
      Health health,
      Duration patience) {
    this.registry = registry;
    ClipMeters.registerAll(registry);
    this.pendingGauge = ClipMeters.PENDING.gauge(pending, AtomicInteger::get).register(registry);
    this.thread =
        new CutterThread(
            COMPONENT,
            () -> new CuttingSession(clients, store, registry, patience, System::nanoTime),
            pending,
            health);
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
        new ClipCutter(new ClipClients(bootstrap, topicPrefix), store, registry, health, patience);
    cutter.thread.start();
    return cutter;
  }

  /** Stops after the step that is being done; what is pending is cut after the next start. */
  @Override
  public void close() {
    thread.close();
    registry.remove(pendingGauge);
  }
}
