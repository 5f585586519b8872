package dev.argand.search.publish;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.Manifest;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AliasFold;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The publisher of models: stores a bundle, gives it the next version number, announces it on
 * {@code models}, and moves aliases by appending to {@code model.aliases}.
 *
 * <p>There is one publisher; version numbers are for people, identity is the digest. A bundle that
 * is published again keeps its number.
 */
public final class Publisher implements AutoCloseable {
  /** The alias of the model that serves. */
  public static final String CHAMPION = "champion";

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final AvroCodec<ModelAnnouncement> MODELS = AvroCodec.of(ModelAnnouncement.class);
  private static final AvroCodec<AliasEvent> ALIASES = AvroCodec.of(AliasEvent.class);

  private final String bootstrap;
  private final String topicPrefix;
  private final BundleStore store;
  private final Clock clock;
  private final Producer<String, byte[]> producer;

  /** A publisher on a cluster and a store. */
  public Publisher(String bootstrap, String topicPrefix, BundleStore store) {
    this.bootstrap = bootstrap;
    this.topicPrefix = topicPrefix;
    this.store = store;
    this.clock = Clock.systemUTC();
    this.producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(bootstrap, "argand-publisher"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * Stores and announces a bundle.
   *
   * @throws PublishException if it is refused, or the store or the cluster cannot be reached
   */
  public ModelAnnouncement publish(Path file) throws PublishException {
    try {
      Bundle bundle = Bundle.read(file);
      String digest = store.put(file);
      List<ModelAnnouncement> earlier = announced();
      Optional<ModelAnnouncement> same =
          earlier.stream().filter(model -> model.getDigest().equals(digest)).findFirst();
      if (same.isPresent()) {
        return same.get();
      }
      int version = 1 + earlier.stream().mapToInt(ModelAnnouncement::getVersion).max().orElse(0);
      ModelAnnouncement announcement = announcement(bundle.manifest(), digest, version);
      send(Topic.MODELS, digest, MODELS.encode(announcement));
      return announcement;
    } catch (IOException | KafkaException | WireFormatException e) {
      throw new PublishException("cannot publish " + file.getFileName() + ": " + e.getMessage(), e);
    }
  }

  /** Every model announced so far, oldest first. */
  public List<ModelAnnouncement> announced() throws WireFormatException {
    List<ModelAnnouncement> models = new ArrayList<>();
    for (byte[] value : readAll(Topic.MODELS)) {
      models.add(MODELS.decode(value));
    }
    return models;
  }

  /** The aliases as they stand. */
  public AliasFold aliases() throws WireFormatException {
    AliasFold fold = new AliasFold();
    for (byte[] value : readAll(Topic.MODEL_ALIASES)) {
      fold.apply(ALIASES.decode(value));
    }
    return fold;
  }

  /**
   * Makes a model the champion.
   *
   * @return the generation that names it
   * @throws PublishException if the cluster cannot be reached or another writer was faster
   */
  public long promote(String digest, String who, String why) throws PublishException {
    try {
      long expected = aliases().generation();
      AliasEvent event =
          AliasEvent.newBuilder()
              .setAlias(CHAMPION)
              .setDigest(digest)
              .setExpectedGeneration(expected)
              .setWho(who)
              .setWhy(why)
              .setAtMicros(micros(clock.instant()))
              .build();
      send(Topic.MODEL_ALIASES, CHAMPION, ALIASES.encode(event));
      AliasFold after = aliases();
      if (!after.digest(CHAMPION).filter(digest::equals).isPresent()) {
        throw new PublishException(
            "another writer moved the champion first, generation is now " + after.generation(),
            new IllegalStateException("alias event voided"));
      }
      return after.generation();
    } catch (KafkaException | WireFormatException e) {
      throw new PublishException("cannot promote " + digest + ": " + e.getMessage(), e);
    }
  }

  private ModelAnnouncement announcement(Manifest manifest, String digest, int version) {
    return ModelAnnouncement.newBuilder()
        .setDigest(digest)
        .setVersion(version)
        .setRunId(manifest.provenance().runId())
        .setLabels(manifest.labels())
        .setField(manifest.network().field().name())
        .setGenotype(manifest.network().genotype().toString())
        .setParameters(manifest.parameters())
        .setFrontEndDigest(manifest.frontEnd().digest())
        .setHeldOutAccuracy(manifest.metrics().getOrDefault("heldOutAccuracy", Double.NaN))
        .setPublishedAtMicros(micros(clock.instant()))
        .build();
  }

  private void send(Topic topic, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic.topicName(topicPrefix), key, value)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while sending to " + topic, e);
    } catch (ExecutionException e) {
      throw new KafkaException("sending to " + topic + " failed: " + e.getMessage(), e);
    }
  }

  /** Every value of a one-partition topic, up to its present end. */
  private List<byte[]> readAll(Topic topic) {
    TopicPartition partition = new TopicPartition(topic.topicName(topicPrefix), 0);
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrap, "argand-publisher", null),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), DEADLINE).getOrDefault(partition, 0L);
      List<byte[]> values = new ArrayList<>();
      Instant deadline = Instant.now().plus(DEADLINE);
      while (consumer.position(partition, DEADLINE) < end) {
        if (Instant.now().isAfter(deadline)) {
          throw new KafkaException("reading " + partition.topic() + " took over " + DEADLINE);
        }
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  @Override
  public void close() {
    producer.close(DEADLINE);
  }
}
