package dev.argand.inference;

import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance: follows the champion and, from the first one on, recognises.
 *
 * <p>Recognition starts only after the alias log has been read to its end and a champion is loaded;
 * until then readiness says {@code no champion yet}. Close it to leave in order: what is in hand is
 * committed first.
 */
public final class InferenceService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InferenceService.class);
  private static final String COMPONENT = "recognition";
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
  private static final int MOST_RESTARTS = 5;
  private static final Duration RESTART_WINDOW = Duration.ofMinutes(10);

  private final Lifecycle parts = new Lifecycle();
  private final Health health;
  private final KafkaStreams streams;
  private final ModelSlot slot = new ModelSlot();
  private final RestartBudget restarts;
  private boolean started;

  private InferenceService(
      InferenceConfig config,
      ModelLoader loader,
      KafkaClientSupplier clients,
      MeterRegistry registry,
      Health health,
      Clock clock) {
    this.health = health;
    this.restarts = new RestartBudget(MOST_RESTARTS, RESTART_WINDOW, clock);
    InferenceMetrics metrics = new InferenceMetrics(registry);
    parts.own("model slot", slot);
    streams =
        new KafkaStreams(
            RecognitionTopology.build(
                config.topicPrefix(),
                () -> new RecogniseProcessor(slot, config.channels(), metrics, clock)),
            StreamsSettings.of(config),
            clients);
    streams.setStateListener((now, before) -> say(now));
    streams.setUncaughtExceptionHandler(this::afterFailure);
    parts.own("streams", () -> streams.close(CLOSE_WITHIN));
    KafkaStreamsMetrics kafkaMeters = parts.own("streams meters", new KafkaStreamsMetrics(streams));
    kafkaMeters.bindTo(registry);
    ChampionSeat seat = new ChampionSeat(loader, slot, metrics, health, clock);
    ChampionFollower follower =
        new ChampionFollower(
            () -> consumer(config), config.topicPrefix(), seat, this::startOnce, health);
    health.ready(COMPONENT, false, "waiting for a champion");
    parts.own("champion follower", follower);
    follower.start();
  }

  /**
   * Starts an instance that loads models from the configured bundle store.
   *
   * @see #start(InferenceConfig, ModelLoader, KafkaClientSupplier, MeterRegistry, Health, Clock)
   */
  public static InferenceService start(
      InferenceConfig config, MeterRegistry registry, Health health) {
    return start(
        config,
        new BundleModelLoader(new FolderBundleStore(config.bundleStore())),
        new StreamsClients(config.applicationId(), config.instanceId()),
        registry,
        health,
        Clock.systemUTC());
  }

  /**
   * Starts an instance with other models or clients than the usual ones.
   *
   * @param loader loads a bundle by digest; called off the stream threads
   * @param clients makes the streams' clients, see {@link StreamsClients}
   * @param registry takes the meters of {@link InferenceMeters} and of Kafka Streams
   * @param health hears of components {@code champion}, {@code alias log} and {@code recognition}
   * @throws org.apache.kafka.common.KafkaException if the topics can neither be found nor made
   */
  public static InferenceService start(
      InferenceConfig config,
      ModelLoader loader,
      KafkaClientSupplier clients,
      MeterRegistry registry,
      Health health,
      Clock clock) {
    try (Admin admin =
        Admin.create(
            KafkaConfigs.admin(config.bootstrapServers(), config.applicationId() + "-topics"))) {
      TopicAdmin.ensure(
          admin,
          config.topicPrefix(),
          Topic.AUDIO_FRAMES,
          Topic.RECOGNITIONS,
          Topic.AUDIO_QUARANTINE,
          Topic.MODELS,
          Topic.MODEL_ALIASES);
    }
    return new InferenceService(config, loader, clients, registry, health, clock);
  }

  /** Leaves in order; the models are closed last. */
  @Override
  public void close() {
    parts.close();
  }

  /** On the follower's thread, so never twice at once. */
  private void startOnce() {
    if (!started && slot.peek().isPresent()) {
      started = true;
      streams.start();
    }
  }

  private void say(KafkaStreams.State state) {
    switch (state) {
      case RUNNING -> {
        health.live(COMPONENT, true, "running");
        health.ready(COMPONENT, true, "running");
      }
      case CREATED, REBALANCING -> health.ready(COMPONENT, false, "starting or rebalancing");
      case PENDING_SHUTDOWN, NOT_RUNNING -> health.ready(COMPONENT, false, "stopped");
      case PENDING_ERROR, ERROR -> {
        health.live(COMPONENT, false, "stopped after an error");
        health.ready(COMPONENT, false, "stopped after an error");
      }
    }
  }

  private StreamThreadExceptionResponse afterFailure(Throwable failure) {
    if (restarts.take()) {
      log.error("A stream thread failed and is replaced", failure);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    log.error(
        "A stream thread failed, after {} replacements in {} minutes: recognition stops",
        MOST_RESTARTS,
        RESTART_WINDOW.toMinutes(),
        failure);
    health.live(COMPONENT, false, "failed again and again: " + failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static Consumer<byte[], byte[]> consumer(InferenceConfig config) {
    return new KafkaConsumer<>(
        KafkaConfigs.consumer(
            config.bootstrapServers(), config.applicationId() + "-champion-follower", null),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
