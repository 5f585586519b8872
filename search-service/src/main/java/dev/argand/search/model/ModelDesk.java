package dev.argand.search.model;

import dev.argand.runtime.Producers;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.model.ModelDeskException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the champion alias by appending to {@code model.aliases}, and shows its history.
 *
 * <p>An event names the generation that it was decided on; one that was overtaken is void in every
 * reader, and its sender is told. Thread-safe, and safe beside other writers.
 */
public final class ModelDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelDesk.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int LEAST_DIGEST_LETTERS = 8;
  private static final AvroCodec<AliasEvent> ALIASES = AvroCodec.of(AliasEvent.class);

  /**
   * The alias at one moment.
   *
   * @param generation of the alias log
   * @param champion digest of the model that serves, if one does
   */
  public record Standing(long generation, Optional<String> champion) {}

  private final ModelLogs logs;
  private final String topic;
  private final Clock clock;
  private final Producer<String, byte[]> producer;

  /** A desk on a cluster. */
  public ModelDesk(String bootstrapServers, String topicPrefix, Clock clock) {
    this(bootstrapServers, topicPrefix, Producers.of(bootstrapServers), clock);
  }

  /** The same with producers. */
  public ModelDesk(String bootstrapServers, String topicPrefix, Producers producers, Clock clock) {
    this.logs = new ModelLogs(bootstrapServers, topicPrefix);
    this.topic = Topic.MODEL_ALIASES.topicName(topicPrefix);
    this.clock = clock;
    this.producer = producers.open("argand-model-desk");
  }

  /**
   * Every announced model, by version.
   *
   * @throws KafkaException if Kafka cannot be reached; so do all methods
   */
  public List<ModelAnnouncement> models() {
    return logs.announced();
  }

  /** What serves now. */
  public Standing standing() {
    ChampionHistory history = new ChampionHistory(logs.aliasEvents(), List.of());
    return new Standing(history.generation(), history.champion());
  }

  /** Every event about the champion, oldest first, the void ones too. */
  public List<AliasChange> history() {
    return new ChampionHistory(logs.aliasEvents(), logs.announced()).changes();
  }

  /**
   * Makes an announced model the champion.
   *
   * @param model its version, its digest, or the first eight or more letters of its digest
   * @return the change
   * @throws ModelDeskException if there is no such model, who or why is blank, or another writer
   *     was faster
   */
  public AliasChange promote(String model, String who, String why) throws ModelDeskException {
    requireReason(who, why);
    String digest = resolve(model).getDigest();
    return append(digest, standing().generation(), who, why);
  }

  /**
   * Makes a model the champion unless the alias has moved since a generation.
   *
   * @throws ModelDeskException OVERTAKEN if it has
   */
  public AliasChange promote(String digest, long expectedGeneration, String who, String why)
      throws ModelDeskException {
    requireReason(who, why);
    return append(digest, expectedGeneration, who, why);
  }

  /**
   * Goes back to the champion before the present one. Called again, it goes further back.
   *
   * @return the change
   * @throws ModelDeskException if there was none before, who or why is blank, or another writer was
   *     faster
   */
  public AliasChange rollback(String who, String why) throws ModelDeskException {
    requireReason(who, why);
    ChampionHistory history = new ChampionHistory(logs.aliasEvents(), List.of());
    String before =
        history
            .before()
            .orElseThrow(
                () ->
                    new ModelDeskException(
                        Reason.UNKNOWN,
                        "there is no champion to go back to: "
                            + history
                                .champion()
                                .map(digest -> digest + " is the first")
                                .orElse("none was ever promoted")));
    return append(before, history.generation(), who, why);
  }

  /**
   * The announced model that a person means.
   *
   * @throws ModelDeskException if there is none, or more than one
   */
  public ModelAnnouncement resolve(String model) throws ModelDeskException {
    String wanted = model.strip();
    List<ModelAnnouncement> models = logs.announced();
    List<ModelAnnouncement> meant = models.stream().filter(m -> isMeant(m, wanted)).toList();
    if (meant.size() != 1) {
      String known =
          models.isEmpty()
              ? "none is announced"
              : "versions %d to %d are announced"
                  .formatted(
                      models.get(0).getVersion(), models.get(models.size() - 1).getVersion());
      throw new ModelDeskException(
          Reason.UNKNOWN,
          "model must be a version, or at least %d letters of the digest of one model, was \"%s\"; %s"
              .formatted(LEAST_DIGEST_LETTERS, wanted, known));
    }
    return meant.get(0);
  }

  private static boolean isMeant(ModelAnnouncement model, String wanted) {
    return Integer.toString(model.getVersion()).equals(wanted)
        || (wanted.length() >= LEAST_DIGEST_LETTERS && model.getDigest().startsWith(wanted));
  }

  private AliasChange append(String digest, long expectedGeneration, String who, String why)
      throws ModelDeskException {
    AliasEvent event =
        AliasEvent.newBuilder()
            .setAlias(ModelLogs.CHAMPION)
            .setDigest(digest)
            .setExpectedGeneration(expectedGeneration)
            .setWho(who)
            .setWhy(why)
            .setAtMicros(ChronoUnit.MICROS.between(java.time.Instant.EPOCH, clock.instant()))
            .build();
    long offset = send(ALIASES.encode(event));
    AliasChange change = new ChampionHistory(logs.aliasEvents(), logs.announced()).at(offset);
    if (change == null) {
      throw new KafkaException("the alias event at offset %d cannot be read".formatted(offset));
    }
    if (change.voided()) {
      throw new ModelDeskException(
          Reason.OVERTAKEN,
          "another writer moved the champion first: generation %d was expected, is %d"
              .formatted(expectedGeneration, change.generation()));
    }
    LOG.info("Champion is {} from generation {}: {} ({})", digest, change.generation(), why, who);
    return change;
  }

  private long send(byte[] value) {
    try {
      return producer.send(new ProducerRecord<>(topic, ModelLogs.CHAMPION, value)).get().offset();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("sending to " + topic + " failed: " + e.getCause(), e.getCause());
    }
  }

  private static void requireReason(String who, String why) throws ModelDeskException {
    if (who.isBlank() || why.isBlank()) {
      throw new ModelDeskException(
          Reason.INCOMPLETE,
          "who and why must say something, were \"%s\" and \"%s\"".formatted(who, why));
    }
  }

  @Override
  public void close() {
    producer.close(DEADLINE);
  }
}
