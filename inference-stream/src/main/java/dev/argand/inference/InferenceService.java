package dev.argand.inference;

import dev.argand.network.bundle.BundleStore;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.LogFollower;
import dev.argand.runtime.Producers;
import dev.argand.runtime.SteadyClock;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * One running instance: follows the champion and, from the first one on, recognises.
 *
 * <p>Recognition starts only after the alias log has been read to its end and a champion is loaded;
 * until then readiness says {@code no champion yet}. Close it to leave in order: what is in hand is
 * committed first. Meanwhile it says on {@code model.deployments} what it serves.
 */
public final class InferenceService implements AutoCloseable {
  private static final String COMPONENT = "recognition";
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  private final Lifecycle parts = new Lifecycle();
  private final KafkaStreams streams;
  private final ModelSlot slot = new ModelSlot();
  private final Clock clock;
  private boolean started;
  private volatile long servesSinceMillis = Long.MAX_VALUE;

  private InferenceService(
      InferenceConfig config,
      ModelLoader loader,
      KafkaClientSupplier clients,
      MeterRegistry registry,
      Health health,
      Clock clock,
      LongSupplier stageNanos) {
    this.clock = clock;
    Clock steady = new SteadyClock(clock, System::nanoTime);
    InferenceMetrics metrics = new InferenceMetrics(registry, stageNanos);
    parts.own("model slot", slot);
    BacklogWatch backlog =
        parts.own(
            "backlog watch",
            new BacklogWatch(
                Admin.create(
                    KafkaConfigs.admin(
                        config.bootstrapServers(), config.applicationId() + "-backlog")),
                Topic.AUDIO_FRAMES.topicName(config.topicPrefix()),
                config.applicationId(),
                steady));
    CommitWatch commits =
        config.guarantee() == Guarantee.AT_LEAST_ONCE
            ? new CommitWatch(clients, Topic.AUDIO_FRAMES.topicName(config.topicPrefix()))
            : null;
    streams =
        new KafkaStreams(
            RecognitionTopology.build(
                config.topicPrefix(),
                () ->
                    new RecogniseProcessor(
                        slot,
                        config.channels(),
                        config.detections(),
                        config.hearing(),
                        backlog,
                        metrics,
                        clock,
                        steady,
                        () -> servesSinceMillis,
                        commits)),
            StreamsSettings.of(config),
            commits == null ? clients : commits);
    metrics.pollHeadroom(
        new PollHeadroom(streams::metrics, StreamsSettings.MAX_POLL_INTERVAL.toMillis()));
    StreamsSupervisor.watch(streams, COMPONENT, health, steady);
    parts.own("streams", () -> streams.close(CLOSE_WITHIN));
    KafkaStreamsMetrics kafkaMeters = parts.own("streams meters", new KafkaStreamsMetrics(streams));
    kafkaMeters.bindTo(registry);
    ModelLoader reachable = digest -> loadReachable(loader, config.detections(), digest);
    ChampionSeat seat =
        parts.own(
            "model loads",
            new ChampionSeat(
                reachable,
                ModelLoads.threads(),
                slot,
                metrics,
                health,
                config.models().watch(),
                clock));
    ChampionFold fold = new ChampionFold(config.topicPrefix(), seat, this::startOnce);
    Admin ids =
        parts.own(
            "topic ids",
            Admin.create(
                KafkaConfigs.admin(config.bootstrapServers(), config.applicationId() + "-ids")));
    LogFollower follower =
        new LogFollower(
                ChampionFold.COMPONENT, () -> consumer(config), fold.partitions(), fold, health)
            .identifiedBy(LogFollower.Identity.of(ids));
    health.ready(COMPONENT, false, "waiting for a champion");
    DeploymentReporter reporter =
        new DeploymentReporter(
            config.instanceId() == null
                ? DeploymentReporter.freshInstanceId()
                : config.instanceId(),
            config.topicPrefix(),
            Producers.of(config.bootstrapServers()).open(config.applicationId() + "-deployments"),
            seat::standing,
            clock,
            steady);
    parts.own("deployment reporter", reporter);
    parts.own("champion follower", follower);
    backlog.start();
    follower.start();
    reporter.start();
  }

  /** Where an instance keeps what it fetched from a bucket, in its state folder. */
  private static final String FETCHED = "bundles";

  /**
   * Starts an instance that loads models from the configured bundle store.
   *
   * @throws IOException if a folder for what is fetched cannot be made
   * @see #start(InferenceConfig, ModelLoader, KafkaClientSupplier, MeterRegistry, Health, Clock)
   */
  public static InferenceService start(
      InferenceConfig config, MeterRegistry registry, Health health) throws IOException {
    BundleStore store = config.bundleStore().open(config.stateDir().resolve(FETCHED));
    return start(
        config,
        new BundleModelLoader(store, config.models().engine(), config.models().budget()),
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
    return start(config, loader, clients, registry, health, clock, System::nanoTime);
  }

  /**
   * The same, with another clock for {@link InferenceMeters#STAGE} and {@link
   * InferenceMeters#BUSY}: a benchmark gives the CPU time of the calling thread.
   */
  public static InferenceService start(
      InferenceConfig config,
      ModelLoader loader,
      KafkaClientSupplier clients,
      MeterRegistry registry,
      Health health,
      Clock clock,
      LongSupplier stageNanos) {
    try (Admin admin =
        Admin.create(
            KafkaConfigs.admin(config.bootstrapServers(), config.applicationId() + "-topics"))) {
      TopicAdmin.ensure(
          admin,
          config.topicPrefix(),
          Topic.AUDIO_FRAMES,
          Topic.RECOGNITIONS,
          Topic.DETECTIONS,
          Topic.RECOGNITIONS_SHED,
          Topic.CLIPS_WANTED,
          Topic.AUDIO_QUARANTINE,
          Topic.MODELS,
          Topic.MODEL_ALIASES,
          Topic.MODEL_DEPLOYMENTS);
    }
    return new InferenceService(config, loader, clients, registry, health, clock, stageNanos);
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
      servesSinceMillis = clock.millis();
      streams.start();
    }
  }

  /** A model of whose windows no detection could ever be made is refused, with the arithmetic. */
  private static Model loadReachable(ModelLoader loader, DetectionRule rule, String digest)
      throws ModelLoadException {
    Model model = loader.load(digest);
    try {
      rule.requireReachable(model.frontEnd());
      return model;
    } catch (IllegalArgumentException e) {
      model.close();
      throw new ModelLoadException(
          ModelLoadException.Reason.REFUSED,
          "model %s cannot be used: %s".formatted(digest, e.getMessage()));
    }
  }

  private static Consumer<byte[], byte[]> consumer(InferenceConfig config) {
    return new KafkaConsumer<>(
        KafkaConfigs.consumer(
            config.bootstrapServers(), config.applicationId() + "-champion-follower", null),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
