package dev.argand.search.model;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.LogFollower;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.schemas.avro.Recognition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code models}, {@code model.aliases} and {@code model.deployments} from their beginning,
 * and {@code recognitions} from a time on, to where they end now.
 */
public final class ModelLogs {
  /** The alias of the model that serves. */
  public static final String CHAMPION = "champion";

  private static final Logger LOG = LoggerFactory.getLogger(ModelLogs.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final AvroCodec<ModelAnnouncement> MODELS = AvroCodec.of(ModelAnnouncement.class);
  private static final AvroCodec<AliasEvent> ALIASES = AvroCodec.of(AliasEvent.class);
  private static final AvroCodec<Recognition> RECOGNITIONS = AvroCodec.of(Recognition.class);
  private static final AvroCodec<ModelDeployment> DEPLOYMENTS = AvroCodec.of(ModelDeployment.class);

  private final String bootstrapServers;
  private final String topicPrefix;

  /** Of one installation. Thread-safe: every call reads with a consumer of its own. */
  public ModelLogs(String bootstrapServers, String topicPrefix) {
    this.bootstrapServers = bootstrapServers;
    this.topicPrefix = topicPrefix;
  }

  /**
   * Every announced model as its newest announcement has it, by version.
   *
   * @throws KafkaException if Kafka cannot be reached
   */
  public List<ModelAnnouncement> announced() {
    return newest(Topic.MODELS, MODELS).values().stream()
        .sorted(Comparator.comparingInt(ModelAnnouncement::getVersion))
        .toList();
  }

  /**
   * The same in the order in which they were first announced.
   *
   * @throws KafkaException if Kafka cannot be reached
   */
  public List<ModelAnnouncement> announcedInOrder() {
    return List.copyOf(newest(Topic.MODELS, MODELS).values());
  }

  /**
   * The last word of each instance of recognition, by its name.
   *
   * @throws KafkaException if Kafka cannot be reached
   */
  List<ModelDeployment> deployments() {
    return List.copyOf(new TreeMap<>(newest(Topic.MODEL_DEPLOYMENTS, DEPLOYMENTS)).values());
  }

  /**
   * The alias log's events, in its order.
   *
   * @throws KafkaException if Kafka cannot be reached
   */
  List<Entry<AliasEvent>> aliasEvents() {
    List<Entry<AliasEvent>> events = new ArrayList<>();
    for (Keyed<AliasEvent> record : read(Topic.MODEL_ALIASES, ALIASES)) {
      if (record.value() != null) {
        events.add(new Entry<>(record.offset(), record.value()));
      }
    }
    return events;
  }

  /**
   * What was recognised since a time by Kafka's clock, to where it ends now, source by source in
   * order.
   *
   * @throws KafkaException if Kafka cannot be reached
   */
  void recognitions(Instant since, java.util.function.Consumer<Recognition> to) {
    List<TopicPartition> partitions = LogFollower.partitionsOf(topicPrefix, Topic.RECOGNITIONS);
    try (Consumer<String, byte[]> consumer = consumer()) {
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, DEADLINE);
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
      Map<TopicPartition, OffsetAndTimestamp> begins = consumer.offsetsForTimes(times, DEADLINE);
      for (TopicPartition partition : partitions) {
        OffsetAndTimestamp begin = begins.get(partition);
        consumer.seek(partition, begin == null ? ends.getOrDefault(partition, 0L) : begin.offset());
      }
      long heardAt = System.nanoTime();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey(), DEADLINE) < end.getValue())) {
        if (System.nanoTime() - heardAt > DEADLINE.toNanos()) {
          throw new KafkaException("nothing came of the recognitions for " + DEADLINE);
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          heardAt = System.nanoTime();
          if (record.value() != null) {
            try {
              to.accept(RECOGNITIONS.decode(record.value()));
            } catch (WireFormatException e) {
              LOG.debug("{} {}: skipped", record.topic(), record.offset(), e);
            }
          }
        }
      }
    }
  }

  private Consumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        KafkaConfigs.consumer(bootstrapServers, "argand-model-logs", null),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  /** A record with its place on the topic. */
  record Entry<T>(long offset, T value) {}

  /** The same with its key; the value is null for a tombstone. */
  private record Keyed<T>(long offset, String key, @Nullable T value) {}

  private <T extends SpecificRecord> Map<String, T> newest(Topic topic, AvroCodec<T> codec) {
    Map<String, T> newest = new LinkedHashMap<>();
    for (Keyed<T> record : read(topic, codec)) {
      if (record.value() == null) {
        newest.remove(record.key());
      } else {
        newest.put(record.key(), record.value());
      }
    }
    return newest;
  }

  private <T extends SpecificRecord> List<Keyed<T>> read(Topic topic, AvroCodec<T> codec) {
    TopicPartition partition = new TopicPartition(topic.topicName(topicPrefix), 0);
    try (Consumer<String, byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), DEADLINE).getOrDefault(partition, 0L);
      List<Keyed<T>> entries = new ArrayList<>();
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (consumer.position(partition, DEADLINE) < end) {
        if (System.nanoTime() > deadline) {
          throw new KafkaException("reading " + partition.topic() + " took over " + DEADLINE);
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          decode(record, codec, entries);
        }
      }
      return entries;
    }
  }

  private static <T extends SpecificRecord> void decode(
      ConsumerRecord<String, byte[]> record, AvroCodec<T> codec, List<Keyed<T>> entries) {
    String key = String.valueOf(record.key());
    if (record.value() == null) {
      entries.add(new Keyed<>(record.offset(), key, null));
      return;
    }
    try {
      entries.add(new Keyed<>(record.offset(), key, codec.decode(record.value())));
    } catch (WireFormatException e) {
      // Every reader of these logs skips what it cannot read, so that all fold the same.
      LOG.warn("{} {}: skipped: {}", record.topic(), record.offset(), e.getMessage());
    }
  }
}
