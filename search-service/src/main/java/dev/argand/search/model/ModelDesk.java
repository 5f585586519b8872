package dev.argand.search.model;

import dev.argand.runtime.Producers;
import dev.argand.schemas.AliasFold;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Micros;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Succession;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.search.model.ModelDeskException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves aliases of models by appending to {@code model.aliases}, and shows their history.
 *
 * <p>An event names the generation that it was decided on; one that was overtaken is void in every
 * reader, and its sender is told. Thread-safe, and safe beside other writers.
 */
public final class ModelDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelDesk.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int LEAST_DIGEST_LETTERS = 8;
  private static final Pattern OWN_ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9./-]{0,59}");
  private static final Set<String> RESERVED =
      Set.of(AliasFold.CHAMPION, Rollout.CHALLENGER, Rollout.SHADOW, ModelCollector.BARRIER);
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
    this.producer = producers.openPrompt("argand-model-desk");
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
    ChampionHistory history = history(List.of());
    return new Standing(history.generation(), history.champion());
  }

  /** Every name that a model has now, with its digest. */
  public Map<String, String> aliases() {
    return new TreeMap<>(history(List.of()).digests());
  }

  /** The models that are on trial now. */
  public List<Rollout> rollouts() {
    ChampionHistory history = history(List.of());
    return Stream.of(Rollout.CHALLENGER, Rollout.SHADOW)
        .flatMap(alias -> history.rollout(alias).stream())
        .toList();
  }

  /** How the champion came to serve, if it had not been tried; it may still be watched. */
  public Optional<Succession> succession() {
    return history(List.of()).succession();
  }

  /** The last word of each instance of recognition: what it serves, and since when. */
  public List<ModelDeployment> deployments() {
    return logs.deployments();
  }

  /**
   * What a model said of the same windows as another one, in the last while.
   *
   * @param model its version or digest; null for the shadow, or the challenger where there is none
   * @param last by Kafka's clock
   * @throws ModelDeskException if there is no such model
   */
  public Comparison compare(@Nullable String model, Duration last) throws ModelDeskException {
    String digest = model == null ? onTrial() : resolve(model).getDigest();
    ComparisonTally tally = new ComparisonTally(digest);
    logs.recognitions(clock.instant().minus(last), tally::accept);
    return tally.result();
  }

  private String onTrial() throws ModelDeskException {
    ChampionHistory history = history(List.of());
    return history
        .rollout(Rollout.SHADOW)
        .or(() -> history.rollout(Rollout.CHALLENGER))
        .map(Rollout::digest)
        .orElseThrow(
            () ->
                new ModelDeskException(
                    Reason.UNKNOWN, "there is neither a shadow nor a challenger: name a model"));
  }

  /** Every event about the champion, oldest first, the void ones too. */
  public List<AliasChange> history() {
    return history(logs.announced()).changes();
  }

  /** Every event about any alias, oldest first, the void ones too. */
  public List<AliasChange> fullHistory() {
    return history(logs.announced()).allChanges();
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
    return promote(model, LabelMap.NONE, who, why);
  }

  /**
   * The same for a model that lacks labels which the champion has, with what becomes of them.
   *
   * @param labels says of every label that is lost which one takes its place, or that none does
   * @throws ModelDeskException LABELS if a label would be lost without a word
   */
  public AliasChange promote(String model, LabelMap labels, String who, String why)
      throws ModelDeskException {
    requireReason(who, why);
    // In this order: a model that is taken away after it was found makes the generation move.
    ChampionHistory history = history(List.of());
    ModelAnnouncement meant = resolve(model);
    requireLabels(meant, history.champion(), labels);
    return append(meant.getDigest(), history.generation(), who, why + labels.words());
  }

  /**
   * Tries an announced model on a part of the sources, in place of the champion; again with the
   * same model to change the part.
   *
   * @throws ModelDeskException as {@link #promote(String, LabelMap, String, String)}, and UNKNOWN
   *     if there is no champion to try it against, or it is the champion
   */
  public AliasChange canary(String model, int percent, LabelMap labels, String who, String why)
      throws ModelDeskException {
    requireReason(who, why);
    ChampionHistory history = history(List.of());
    ModelAnnouncement meant = resolve(model);
    requireOther(meant, history, "a challenger");
    requireLabels(meant, history.champion(), labels);
    return append(
        Rollout.aliasText(Rollout.CHALLENGER, percent),
        meant.getDigest(),
        history.generation(),
        who,
        why + labels.words());
  }

  /** Has an announced model hear a part of the sources, only to be compared with the champion. */
  public AliasChange shadow(String model, int percent, String who, String why)
      throws ModelDeskException {
    requireReason(who, why);
    ChampionHistory history = history(List.of());
    ModelAnnouncement meant = resolve(model);
    requireOther(meant, history, "a shadow");
    return append(
        Rollout.aliasText(Rollout.SHADOW, percent),
        meant.getDigest(),
        history.generation(),
        who,
        why);
  }

  private static void requireOther(ModelAnnouncement meant, ChampionHistory history, String what)
      throws ModelDeskException {
    if (history.champion().isEmpty()) {
      throw new ModelDeskException(
          Reason.UNKNOWN, what + " needs a champion to be compared with, none is promoted");
    }
    if (history.champion().get().equals(meant.getDigest())) {
      throw new ModelDeskException(
          Reason.UNKNOWN,
          "%s must be another model than the champion, was version %d, which is"
              .formatted(what, meant.getVersion()));
    }
  }

  /**
   * Gives a model a name of one's own, or takes the name away. A model that has a name is never
   * collected.
   *
   * @param alias letters, digits, points, dashes and slashes; none of the names that have a meaning
   * @param model null to take the name away
   */
  public AliasChange alias(String alias, @Nullable String model, String who, String why)
      throws ModelDeskException {
    requireReason(who, why);
    if (!OWN_ALIAS.matcher(alias).matches() || RESERVED.contains(alias)) {
      throw new ModelDeskException(
          Reason.INCOMPLETE,
          "an alias must be 1 to 60 letters, digits, points, dashes or slashes, and none of %s, was"
                  .formatted(RESERVED)
              + " \"%s\"".formatted(alias));
    }
    ChampionHistory history = history(List.of());
    String digest = model == null ? null : resolve(model).getDigest();
    return append(alias, digest, history.generation(), who, why);
  }

  /** Ends the rollout of a shadow. */
  public AliasChange endShadow(String who, String why) throws ModelDeskException {
    requireReason(who, why);
    ChampionHistory history = history(List.of());
    if (history.rollout(Rollout.SHADOW).isEmpty()) {
      throw new ModelDeskException(Reason.UNKNOWN, "there is no shadow");
    }
    return append(Rollout.SHADOW, null, history.generation(), who, why);
  }

  private void requireLabels(ModelAnnouncement meant, Optional<String> champion, LabelMap labels)
      throws ModelDeskException {
    List<String> now =
        champion
            .flatMap(
                digest ->
                    logs.announced().stream().filter(m -> m.getDigest().equals(digest)).findFirst())
            .map(ModelAnnouncement::getLabels)
            .orElse(List.of());
    Optional<String> refusal = labels.refusal(now, meant.getLabels());
    if (refusal.isPresent()) {
      throw new ModelDeskException(
          Reason.LABELS, "version %d %s".formatted(meant.getVersion(), refusal.get()));
    }
  }

  private ChampionHistory history(List<ModelAnnouncement> models) {
    return new ChampionHistory(logs.aliasEvents(), models);
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
   * Takes the challenger back, if one is tried; else goes back to the champion before the present
   * one. Called again, it goes further back.
   *
   * @return the change
   * @throws ModelDeskException if there was none before, who or why is blank, or another writer was
   *     faster
   */
  public AliasChange rollback(String who, String why) throws ModelDeskException {
    requireReason(who, why);
    ChampionHistory history = history(List.of());
    if (history.rollout(Rollout.CHALLENGER).isPresent()) {
      return append(Rollout.CHALLENGER, null, history.generation(), who, why);
    }
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
    return append(AliasFold.CHAMPION, digest, expectedGeneration, who, why);
  }

  private AliasChange append(
      String alias, @Nullable String digest, long expectedGeneration, String who, String why)
      throws ModelDeskException {
    AliasEvent event =
        AliasEvent.newBuilder()
            .setAlias(alias)
            .setDigest(digest)
            .setExpectedGeneration(expectedGeneration)
            .setWho(who)
            .setWhy(why)
            .setAtMicros(Micros.of(clock.instant()))
            .build();
    long offset = send(ALIASES.encode(event));
    AliasChange change = history(logs.announced()).at(offset);
    if (change == null) {
      throw new KafkaException("the alias event at offset %d cannot be read".formatted(offset));
    }
    if (change.voided()) {
      throw new ModelDeskException(
          Reason.OVERTAKEN,
          "another writer moved the champion first: generation %d was expected, is %d"
              .formatted(expectedGeneration, change.generation()));
    }
    LOG.info("{} is {} from generation {}: {} ({})", alias, digest, change.generation(), why, who);
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
