package dev.argand.search.clip;

import dev.argand.runtime.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;

/**
 * Keeps the audio of what was heard: follows {@code clips.wanted}, where recognition asks for
 * detections, near misses and a random sample, cuts each from {@code audio.frames} by sample index
 * into a store of its own, and announces it on {@code clips}, within a quota.
 *
 * <p>A clip holds the very bytes of its source, of all channels, without a gap: where audio is
 * missing, the piece with most of the detection or window counts. It begins {@code preRoll} before
 * and ends {@code postRoll} behind, where there is audio, and is at most {@code longest}.
 *
 * <p>A request's offset is committed once file and announcement are durable, and what is found on
 * {@code clips} is not cut again: a keeper that is killed and started again loses nothing and keeps
 * nothing twice. One keeper works in a store. When Kafka or the disk is away it waits; it never
 * stops by itself.
 */
public final class ClipKeeper implements AutoCloseable {
  private static final String COMPONENT = "heard clips";

  private final KeeperMetrics metrics;
  private final CutterThread thread;

  private ClipKeeper(
      ClipClients clients,
      ClipStore store,
      KeepRule rule,
      MeterRegistry registry,
      Health health,
      Duration patience,
      Clock clock) {
    this.metrics = new KeeperMetrics(registry, rule.quotaBytes());
    this.thread =
        new CutterThread(
            COMPONENT,
            () ->
                new KeepingSession(
                    clients, store, rule, metrics, patience, System::nanoTime, clock),
            metrics.waiting(),
            health);
  }

  /**
   * Starts keeping. The topics must exist.
   *
   * @param store holds nothing else: what is not announced is deleted from it
   */
  public static ClipKeeper start(
      String bootstrap,
      String topicPrefix,
      ClipStore store,
      KeepRule rule,
      MeterRegistry registry,
      Health health,
      Clock clock) {
    ClipKeeper keeper =
        new ClipKeeper(
            new ClipClients(bootstrap, topicPrefix),
            store,
            rule,
            registry,
            health,
            ClipCutter.PATIENCE,
            clock);
    keeper.thread.start();
    return keeper;
  }

  /** Stops after the step that is being done; what is pending is cut after the next start. */
  @Override
  public void close() {
    thread.close();
    metrics.close();
  }
}
