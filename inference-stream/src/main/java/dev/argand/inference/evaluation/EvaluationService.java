package dev.argand.inference.evaluation;

import dev.argand.inference.StreamsClients;
import dev.argand.inference.StreamsSupervisor;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.LogFollower;
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
import org.apache.kafka.streams.KafkaStreams;

/**
 * One running instance: judges the windows of its partitions, and follows the evaluations of all of
 * them into a table of accuracy.
 */
public final class EvaluationService implements AutoCloseable {
  private static final String COMPONENT = "evaluation";
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  private final Lifecycle parts = new Lifecycle();
  private final AccuracyTable table = new AccuracyTable();

  private EvaluationService(EvaluationConfig config, MeterRegistry registry, Health health) {
    EvaluationMetrics metrics = new EvaluationMetrics(registry);
    KafkaStreams streams =
        new KafkaStreams(
            EvaluationTopology.build(config.topicPrefix(), metrics, Clock.systemUTC()),
            EvaluationStreamsSettings.of(config),
            new StreamsClients(config.applicationId(), config.instanceId()));
    StreamsSupervisor.watch(streams, COMPONENT, health, Clock.systemUTC());
    health.ready(COMPONENT, false, "starting");
    parts.own("streams", () -> streams.close(CLOSE_WITHIN));
    KafkaStreamsMetrics kafkaMeters = parts.own("streams meters", new KafkaStreamsMetrics(streams));
    kafkaMeters.bindTo(registry);
    Admin ids =
        parts.own(
            "topic ids",
            Admin.create(
                KafkaConfigs.admin(config.bootstrapServers(), config.applicationId() + "-ids")));
    LogFollower follower =
        new LogFollower(
                EvaluationFold.COMPONENT,
                () -> consumer(config),
                LogFollower.partitionsOf(config.topicPrefix(), Topic.EVALUATIONS),
                new EvaluationFold(table, metrics),
                health)
            .identifiedBy(LogFollower.Identity.of(ids));
    parts.own("evaluation follower", follower);
    follower.start();
    streams.start();
  }

  /**
   * Starts an instance.
   *
   * @param registry takes the meters of {@link EvaluationMeters}, and Kafka Streams' own
   * @param health hears of components {@code evaluation} and {@code accuracy}
   * @throws org.apache.kafka.common.KafkaException if the topics can neither be found nor made
   */
  public static EvaluationService start(
      EvaluationConfig config, MeterRegistry registry, Health health) {
    try (Admin admin =
        Admin.create(
            KafkaConfigs.admin(config.bootstrapServers(), config.applicationId() + "-topics"))) {
      TopicAdmin.ensure(
          admin, config.topicPrefix(), Topic.RECOGNITIONS, Topic.LABELS, Topic.EVALUATIONS);
    }
    return new EvaluationService(config, registry, health);
  }

  /** What the evaluations say so far; it goes on changing. */
  public AccuracyTable table() {
    return table;
  }

  /** Leaves in order. */
  @Override
  public void close() {
    parts.close();
  }

  private static Consumer<byte[], byte[]> consumer(EvaluationConfig config) {
    return new KafkaConsumer<>(
        KafkaConfigs.consumer(
            config.bootstrapServers(), config.applicationId() + "-accuracy", null),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
