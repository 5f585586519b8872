package dev.argand.search.publish;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.Manifest;
import dev.argand.runtime.Producers;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Micros;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.data.DataException;
import dev.argand.search.dataset.LeakCheck;
import dev.argand.search.model.ModelLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publisher of models: stores a bundle, gives it the next version number and announces it on
 * {@code models}; later adds what the gate found, beside the digest.
 *
 * <p>A model that learned from a group that it is tested on is refused before anything of it is
 * stored.
 *
 * <p>Version numbers are for people, identity is the digest. A bundle that is published again keeps
 * its number; of several publishers at once each gets a number of its own.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final AvroCodec<ModelAnnouncement> MODELS = AvroCodec.of(ModelAnnouncement.class);

  private final String topic;
  private final BundleStore store;
  private final LeakCheck leaks;
  private final Set<String> withoutLeak = ConcurrentHashMap.newKeySet();
  private final Clock clock;
  private final ModelLogs logs;
  private final Producer<String, byte[]> producer;

  /** A publisher on a cluster and a store. */
  public Publisher(String bootstrap, String topicPrefix, BundleStore store, LeakCheck leaks) {
    this(bootstrap, topicPrefix, store, leaks, Producers.of(bootstrap), Clock.systemUTC());
  }

  /** The same with producers and a clock. */
  public Publisher(
      String bootstrap,
      String topicPrefix,
      BundleStore store,
      LeakCheck leaks,
      Producers producers,
      Clock clock) {
    this.topic = Topic.MODELS.topicName(topicPrefix);
    this.store = store;
    this.leaks = leaks;
    this.clock = clock;
    this.logs = new ModelLogs(bootstrap, topicPrefix);
    this.producer = producers.open("argand-publisher");
  }

  /**
   * Stores and announces a bundle.
   *
   * @throws PublishException if it learned from what it is tested on or is refused otherwise, or
   *     the store or the cluster cannot be reached
   */
  public ModelAnnouncement publish(Path file) throws PublishException {
    try {
      Bundle bundle = Bundle.read(file);
      requireNoLeak(bundle);
      store.put(file);
      return announce(bundle);
    } catch (IOException | DataException | KafkaException e) {
      throw new PublishException("cannot publish " + file.getFileName() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Announces a bundle that the store has: it was published once, and the topics were lost.
   *
   * @throws PublishException if it is refused, or the store or the cluster cannot be reached
   */
  public ModelAnnouncement announceStored(String digest) throws PublishException {
    try {
      return announce(Bundle.read(store.fetch(digest)));
    } catch (IOException | KafkaException e) {
      throw new PublishException("cannot announce " + digest + ": " + e.getMessage(), e);
    }
  }

  private ModelAnnouncement announce(Bundle bundle) {
    List<ModelAnnouncement> earlier = announced();
    Optional<ModelAnnouncement> same =
        earlier.stream().filter(model -> model.getDigest().equals(bundle.digest())).findFirst();
    if (same.isPresent()) {
      return withOwnNumber(same.get());
    }
    ModelAnnouncement announcement =
        announcement(bundle.manifest(), bundle.digest(), next(earlier));
    send(announcement);
    return withOwnNumber(announcement);
  }

  /**
   * Of two publishers that gave the same number at once, the one whose announcement Kafka ordered
   * first has it; the other takes the next one.
   */
  private ModelAnnouncement withOwnNumber(ModelAnnouncement announced) {
    ModelAnnouncement own = announced;
    while (!isFirstOfItsNumber(own)) {
      ModelAnnouncement next =
          ModelAnnouncement.newBuilder(own).setVersion(next(announced())).build();
      LOG.info(
          "Version {} is another publisher's: {} becomes {}",
          own.getVersion(),
          own.getDigest(),
          next.getVersion());
      send(next);
      own = next;
    }
    return own;
  }

  private boolean isFirstOfItsNumber(ModelAnnouncement own) {
    return logs.announcedInOrder().stream()
        .filter(model -> model.getVersion() == own.getVersion())
        .findFirst()
        .filter(first -> !first.getDigest().equals(own.getDigest()))
        .isEmpty();
  }

  private static int next(List<ModelAnnouncement> models) {
    return 1 + models.stream().mapToInt(ModelAnnouncement::getVersion).max().orElse(0);
  }

  /**
   * Opens the model's data set; once a model, for a cluster that is away is asked again and again.
   */
  private void requireNoLeak(Bundle bundle) throws DataException {
    if (!withoutLeak.contains(bundle.digest())) {
      leaks.require(bundle.manifest().provenance());
      withoutLeak.add(bundle.digest());
    }
  }

  /**
   * Announces a published model again, with what the gate found.
   *
   * @throws PublishException if the cluster cannot be reached
   */
  public ModelAnnouncement judged(ModelAnnouncement announced, GateResult gate)
      throws PublishException {
    ModelAnnouncement judged = ModelAnnouncement.newBuilder(announced).setGate(gate).build();
    try {
      send(judged);
      return judged;
    } catch (KafkaException e) {
      throw new PublishException(
          "cannot announce the gate's result of %s: %s"
              .formatted(announced.getDigest(), e.getMessage()),
          e);
    }
  }

  /** Every announced model as its newest announcement has it, by version. */
  public List<ModelAnnouncement> announced() {
    return logs.announced();
  }

  private ModelAnnouncement announcement(Manifest manifest, String digest, int version) {
    return ModelAnnouncement.newBuilder()
        .setDigest(digest)
        .setVersion(version)
        .setRunId(manifest.provenance().runId())
        .setLabels(manifest.labels())
        .setField(manifest.network().field().name())
        .setGenotype(manifest.network().architecture().toString())
        .setParameters(manifest.parameters())
        .setFrontEndDigest(manifest.frontEnd().digest())
        .setHeldOutAccuracy(manifest.metrics().getOrDefault("heldOutAccuracy", Double.NaN))
        .setPublishedAtMicros(Micros.of(clock.instant()))
        .setDataDigest(manifest.provenance().dataDigest())
        .build();
  }

  private void send(ModelAnnouncement model) {
    try {
      producer.send(new ProducerRecord<>(topic, model.getDigest(), MODELS.encode(model))).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("sending to " + topic + " failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close(DEADLINE);
  }
}
