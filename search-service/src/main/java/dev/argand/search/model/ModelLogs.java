package dev.argand.search.model;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code models} and {@code model.aliases} from their beginning to where they end now. */
public final class ModelLogs {
  /** The alias of the model that serves. */
  public static final String CHAMPION = "champion";

  private static final Logger LOG = LoggerFactory.getLogger(ModelLogs.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final AvroCodec<ModelAnnouncement> MODELS = AvroCodec.of(ModelAnnouncement.class);
  private static final AvroCodec<AliasEvent> ALIASES = AvroCodec.of(AliasEvent.class);

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
    Map<String, ModelAnnouncement> models = new LinkedHashMap<>();
    for (Entry<ModelAnnouncement> entry : read(Topic.MODELS, MODELS)) {
      models.put(entry.value().getDigest(), entry.value());
    }
    return models.values().stream()
        .sorted(Comparator.comparingInt(ModelAnnouncement::getVersion))
        .toList();
  }

  /**
   * The alias log's events, in its order.
   *
   * @throws KafkaException if Kafka cannot be reached
   */
  List<Entry<AliasEvent>> aliasEvents() {
    return read(Topic.MODEL_ALIASES, ALIASES);
  }

  /** A record with its place on the topic. */
  record Entry<T>(long offset, T value) {}

  private <T extends SpecificRecord> List<Entry<T>> read(Topic topic, AvroCodec<T> codec) {
    TopicPartition partition = new TopicPartition(topic.topicName(topicPrefix), 0);
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "argand-model-logs", null),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), DEADLINE).getOrDefault(partition, 0L);
      List<Entry<T>> entries = new ArrayList<>();
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
      ConsumerRecord<String, byte[]> record, AvroCodec<T> codec, List<Entry<T>> entries) {
    if (record.value() == null) {
      return;
    }
    try {
      entries.add(new Entry<>(record.offset(), codec.decode(record.value())));
    } catch (WireFormatException e) {
      // Every reader of these logs skips what it cannot read, so that all fold the same.
      LOG.warn("{} {}: skipped: {}", record.topic(), record.offset(), e.getMessage());
    }
  }
}
