package dev.argand.search.model;

import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.BundleStore.Kept;
import dev.argand.runtime.Producers;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Micros;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes bundles away that nobody can want any more. One is kept if it has a name (champion,
 * challenger, shadow, or one of one's own), if a rollback could go back to it within {@value
 * #ROLLBACKS} steps, if an instance says that it serves it, if it is among the newest, or if it is
 * young.
 *
 * <p>What is taken is first no longer announced, so that no one can name it; then a barrier is
 * appended to the alias log under the generation that was looked at. If the barrier is void,
 * somebody named a model meanwhile: what was announced is announced again, and nothing is taken.
 * Right before a bundle is deleted it is looked at once more: one that was published again, or has
 * a name by now, stays.
 */
public final class ModelCollector implements AutoCloseable {
  /** Alias of the barrier; it names no model. */
  static final String BARRIER = "collection";

  private static final int ROLLBACKS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(ModelCollector.class);
  private static final AvroCodec<AliasEvent> ALIASES = AvroCodec.of(AliasEvent.class);
  private static final AvroCodec<ModelAnnouncement> MODELS = AvroCodec.of(ModelAnnouncement.class);

  private final ModelLogs logs;
  private final String topicPrefix;
  private final BundleStore store;
  private final Producer<String, byte[]> producer;
  private final Clock clock;

  /**
   * What becomes of a bundle.
   *
   * @param version 0 where it was never announced
   * @param kept why it stays; null if it goes
   */
  public record Fate(
      String digest, int version, long bytes, Instant since, @Nullable String kept) {}

  /**
   * What is kept whatever happens.
   *
   * @param newest so many of the newest versions
   * @param young what was put into the store within this time
   */
  public record Keep(int newest, Duration young) {
    public Keep {
      if (newest < 1) {
        throw new IllegalArgumentException("at least 1 of the newest must be kept, was " + newest);
      }
      if (young.isNegative()) {
        throw new IllegalArgumentException("an age must not be negative, was " + young);
      }
    }
  }

  /** A collector of one store of one cluster. */
  public ModelCollector(
      String bootstrapServers,
      String topicPrefix,
      BundleStore store,
      Producers producers,
      Clock clock) {
    this.logs = new ModelLogs(bootstrapServers, topicPrefix);
    this.topicPrefix = topicPrefix;
    this.store = store;
    this.producer = producers.open("argand-model-collector");
    this.clock = clock;
  }

  /** What would become of every bundle of the store; changes nothing. */
  public List<Fate> plan(Keep keep) throws IOException {
    return plan(keep, new ChampionHistory(logs.aliasEvents(), List.of()), logs.announced());
  }

  private List<Fate> plan(Keep keep, ChampionHistory history, List<ModelAnnouncement> announced)
      throws IOException {
    Map<String, Integer> versions =
        announced.stream()
            .collect(Collectors.toMap(ModelAnnouncement::getDigest, ModelAnnouncement::getVersion));
    Map<String, String> reasons = reasons(keep, history, announced);
    Instant young = clock.instant().minus(keep.young());
    List<Fate> fates = new ArrayList<>();
    for (Kept bundle : store.list()) {
      String reason = reasons.get(bundle.digest());
      if (reason == null && bundle.since().isAfter(young)) {
        reason = "younger than " + keep.young().toHours() + " h";
      }
      fates.add(
          new Fate(
              bundle.digest(),
              Optional.ofNullable(versions.get(bundle.digest())).orElse(0),
              bundle.bytes(),
              bundle.since(),
              reason));
    }
    return fates;
  }

  private Map<String, String> reasons(
      Keep keep, ChampionHistory history, List<ModelAnnouncement> announced) {
    Map<String, String> reasons = new HashMap<>();
    announced
        .subList(Math.max(0, announced.size() - keep.newest()), announced.size())
        .forEach(model -> reasons.put(model.getDigest(), "among the newest"));
    history.stack().stream()
        .limit(1L + ROLLBACKS)
        .forEach(digest -> reasons.put(digest, "a rollback goes back to it"));
    for (ModelDeployment instance : logs.deployments()) {
      if (instance.getChampionDigest() != null) {
        reasons.put(instance.getChampionDigest(), "served by " + instance.getInstanceId());
      }
    }
    history.digests().forEach((alias, digest) -> reasons.put(digest, alias));
    return reasons;
  }

  /**
   * Takes away what may go.
   *
   * @return what became of every bundle; one that was wanted again meanwhile is kept
   * @throws ModelDeskException OVERTAKEN if somebody named a model meanwhile; then all is as it was
   */
  public List<Fate> collect(Keep keep, String who, String why)
      throws IOException, ModelDeskException {
    ChampionHistory history = new ChampionHistory(logs.aliasEvents(), List.of());
    List<ModelAnnouncement> announced = logs.announced();
    List<Fate> fates = plan(keep, history, announced);
    List<String> doomed =
        fates.stream().filter(fate -> fate.kept() == null).map(Fate::digest).toList();
    if (doomed.isEmpty()) {
      return fates;
    }
    List<ModelAnnouncement> unsaid =
        announced.stream().filter(model -> doomed.contains(model.getDigest())).toList();
    for (ModelAnnouncement model : unsaid) {
      send(Topic.MODELS, model.getDigest(), null);
    }
    if (!barrier(history.generation(), who, why)) {
      for (ModelAnnouncement model : unsaid) {
        send(Topic.MODELS, model.getDigest(), MODELS.encode(model));
      }
      throw new ModelDeskException(
          ModelDeskException.Reason.OVERTAKEN,
          "another writer named a model while bundles were chosen: nothing was taken, try again");
    }
    List<Fate> became = new ArrayList<>();
    for (Fate fate : fates) {
      String again = fate.kept() == null ? wanted(fate.digest()) : fate.kept();
      if (again == null) {
        store.delete(fate.digest());
        LOG.info("Bundle {} was taken away: {} ({})", fate.digest(), why, who);
      } else if (fate.kept() == null) {
        LOG.info("Bundle {} stays: {}", fate.digest(), again);
      }
      became.add(new Fate(fate.digest(), fate.version(), fate.bytes(), fate.since(), again));
    }
    return became;
  }

  /** Why a bundle that was to go is wanted by now, after the barrier; null if it is not. */
  private @Nullable String wanted(String digest) {
    if (logs.announced().stream().anyMatch(model -> model.getDigest().equals(digest))) {
      return "published again meanwhile";
    }
    return new ChampionHistory(logs.aliasEvents(), List.of())
        .digests().entrySet().stream()
            .filter(named -> named.getValue().equals(digest))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(null);
  }

  private boolean barrier(long generation, String who, String why) {
    AliasEvent event =
        AliasEvent.newBuilder()
            .setAlias(BARRIER)
            .setDigest(null)
            .setExpectedGeneration(generation)
            .setWho(who)
            .setWhy(why)
            .setAtMicros(Micros.of(clock.instant()))
            .build();
    long offset = send(Topic.MODEL_ALIASES, BARRIER, ALIASES.encode(event));
    AliasChange change = new ChampionHistory(logs.aliasEvents(), List.of()).at(offset);
    return change != null && !change.voided();
  }

  private long send(Topic topic, String key, byte @Nullable [] value) {
    String name = topic.topicName(topicPrefix);
    try {
      return producer.send(new ProducerRecord<>(name, key, value)).get().offset();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("sending to " + name + " failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }
}
