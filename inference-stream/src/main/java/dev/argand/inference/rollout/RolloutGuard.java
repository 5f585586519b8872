package dev.argand.inference.rollout;

import dev.argand.inference.rollout.RolloutWatch.Breach;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.LogFollower;
import dev.argand.runtime.Producers;
import dev.argand.runtime.Setting;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AliasFold;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Succession;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.Recognition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a challenger back when what it says breaks the {@link RollbackPolicy}, and a champion that
 * was not tried: appends an event that clears the challenger's alias, or names the champion before,
 * and expects the generation that was judged, so that of several guards, and people, one is heard.
 *
 * <p>When it starts it reads who serves and what is announced, then {@code recognitions} of the
 * last hour, and decides nothing before it has. What is older than the watched model's generation
 * counts for nothing.
 */
public final class RolloutGuard implements LogFollower.Fold {
  /** Who takes a challenger back, in the history. */
  public static final String WHO = "rollout guard";

  /** Where its policy is. */
  public static final Setting<Path> POLICY =
      Setting.path(
          "rollback.policy", null, "policy file: when a challenger is taken back by itself");

  /** Component of health. */
  static final String COMPONENT = "rollout guard";

  private static final long NEVER = Long.MIN_VALUE;
  private static final Duration LOOKS_BACK = Duration.ofHours(1);
  private static final Logger log = LoggerFactory.getLogger(RolloutGuard.class);

  /** Appends to the alias log. */
  @FunctionalInterface
  interface Appender {
    void append(AliasEvent event);
  }

  private final String aliasTopic;
  private final String modelTopic;
  private final RollbackPolicy policy;
  private final Appender appender;
  private final Clock clock;
  private final AvroCodec<AliasEvent> events = AvroCodec.of(AliasEvent.class);
  private final AvroCodec<Recognition> recognitions = AvroCodec.of(Recognition.class);
  private final AvroCodec<ModelAnnouncement> announcements = AvroCodec.of(ModelAnnouncement.class);
  private AliasFold fold = new AliasFold();
  private final Map<String, ModelAnnouncement> announced = new HashMap<>();
  private @Nullable RolloutWatch challenger;
  private @Nullable RolloutWatch champion;
  private long championSince = NEVER;
  private long championWatchedUntilMillis = NEVER;
  private long answeredAt = -1;

  RolloutGuard(String topicPrefix, RollbackPolicy policy, Appender appender, Clock clock) {
    this.aliasTopic = Topic.MODEL_ALIASES.topicName(topicPrefix);
    this.modelTopic = Topic.MODELS.topicName(topicPrefix);
    this.policy = policy;
    this.appender = appender;
    this.clock = clock;
  }

  /**
   * Starts a guard; one that is off watches nothing.
   *
   * @return to be closed
   * @throws KafkaException if the topics can neither be found nor made
   */
  public static AutoCloseable start(
      String bootstrapServers,
      String topicPrefix,
      RollbackPolicy policy,
      Health health,
      Clock clock) {
    Lifecycle parts = new Lifecycle();
    if (policy.mode() != RollbackPolicy.Mode.OFF) {
      try (Admin admin =
          Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-rollout-guard-topics"))) {
        TopicAdmin.ensure(
            admin, topicPrefix, Topic.MODEL_ALIASES, Topic.MODELS, Topic.RECOGNITIONS);
      }
      Admin ids =
          parts.own(
              "topic ids",
              Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-rollout-guard-ids")));
      Producer<String, byte[]> producer =
          parts.own("producer", Producers.of(bootstrapServers).open("argand-rollout-guard"));
      String topic = Topic.MODEL_ALIASES.topicName(topicPrefix);
      AvroCodec<AliasEvent> codec = AvroCodec.of(AliasEvent.class);
      RolloutGuard guard =
          new RolloutGuard(
              topicPrefix,
              policy,
              event -> send(producer, topic, event.getAlias(), codec.encode(event)),
              clock);
      parts
          .own(
              "follower",
              guard.follower(
                  topicPrefix,
                  () ->
                      new KafkaConsumer<>(
                          KafkaConfigs.consumer(bootstrapServers, "argand-rollout-guard", null),
                          new ByteArrayDeserializer(),
                          new ByteArrayDeserializer()),
                  health))
          .identifiedBy(LogFollower.Identity.of(ids))
          .start();
    }
    return parts::close;
  }

  /**
   * What makes it read, not started. Which labels a model has, whether it was judged with labels,
   * and who serves since when are read to their ends before anything that was said: what a model
   * says is judged by all that is known of it, however old it is.
   */
  LogFollower follower(
      String topicPrefix, Supplier<Consumer<byte[], byte[]>> consumers, Health health) {
    List<TopicPartition> said = LogFollower.partitionsOf(topicPrefix, Topic.RECOGNITIONS);
    return new LogFollower(
        COMPONENT,
        consumers,
        LogFollower.partitionsOf(topicPrefix, Topic.MODEL_ALIASES, Topic.MODELS),
        said,
        LogFollower.since(clock.instant().minus(LOOKS_BACK), said),
        this,
        health);
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      if (record.topic().equals(aliasTopic)) {
        fold.apply(events.decode(record.value()));
        follow();
      } else if (record.topic().equals(modelTopic)) {
        ModelAnnouncement model = announcements.decode(record.value());
        announced.put(model.getDigest(), model);
      } else if (challenger != null || champion != null) {
        hear(record);
      }
    } catch (WireFormatException e) {
      // Every reader of the alias log skips the same records; a recognition less decides nothing.
      log.debug("{} {}: skipped", record.topic(), record.offset(), e);
    }
  }

  private void hear(ConsumerRecord<byte[], byte[]> record) throws WireFormatException {
    Recognition recognition = recognitions.decode(record.value());
    if (challenger != null) {
      challenger.accept(recognition, ModelTime.micros(record.headers()));
    }
    // By Kafka's clock when the audio came, so that who reads it later decides the same.
    if (champion != null && record.timestamp() <= championWatchedUntilMillis) {
      champion.accept(recognition, ModelTime.micros(record.headers()));
    }
  }

  private void follow() {
    Optional<Rollout> tried = fold.rollout(Rollout.CHALLENGER);
    if (!tried.equals(Optional.ofNullable(challenger).map(RolloutWatch::rollout))) {
      challenger =
          tried
              .map(rollout -> RolloutWatch.ofChallenger(rollout, policy, this::announced))
              .orElse(null);
    }
    Optional<Succession> succession = fold.succession().filter(one -> !policy.watch().isZero());
    long since = succession.map(Succession::sinceGeneration).orElse(NEVER);
    if (since != championSince) {
      championSince = since;
      championWatchedUntilMillis =
          succession.map(one -> one.at().plus(policy.watch()).toEpochMilli()).orElse(NEVER);
      champion =
          succession.map(one -> RolloutWatch.ofChampion(one, policy, this::announced)).orElse(null);
    }
  }

  private Optional<ModelAnnouncement> announced(String digest) {
    return Optional.ofNullable(announced.get(digest));
  }

  @Override
  public void restarted() {
    fold = new AliasFold();
    announced.clear();
    challenger = null;
    champion = null;
    championSince = NEVER;
    championWatchedUntilMillis = NEVER;
    answeredAt = -1;
  }

  @Override
  public void upToDate() {
    if (answeredAt == fold.generation()) {
      return;
    }
    for (RolloutWatch watching : watches()) {
      Optional<Breach> breach = watching.breach();
      if (breach.isPresent()) {
        takeBack(watching, breach.get());
        // Once a generation: an event that lost its race is looked at again under the next.
        answeredAt = fold.generation();
        return;
      }
    }
  }

  private List<RolloutWatch> watches() {
    return Stream.of(Optional.ofNullable(challenger), Optional.ofNullable(champion))
        .flatMap(Optional::stream)
        .toList();
  }

  private void takeBack(RolloutWatch watching, Breach breach) {
    Rollout rollout = watching.rollout();
    String why =
        "%s after %d windows: %s"
            .formatted(
                breach.signal().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                watching.heard(),
                breach.words());
    if (policy.mode() == RollbackPolicy.Mode.DRY_RUN) {
      log.warn(
          "The {} {} would be taken back (dry run), {}", rollout.alias(), rollout.digest(), why);
      return;
    }
    log.warn("The {} {} is taken back, {}", rollout.alias(), rollout.digest(), why);
    appender.append(
        AliasEvent.newBuilder()
            .setAlias(rollout.alias())
            .setDigest(watching.before().orElse(null))
            .setExpectedGeneration(fold.generation())
            .setWho(WHO)
            .setWhy(why)
            .setAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()))
            .build());
  }

  private static void send(
      Producer<String, byte[]> producer, String topic, String alias, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, alias, value)).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("sending to " + topic + " failed: " + e.getCause(), e.getCause());
    }
  }
}
