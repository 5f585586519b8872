package dev.argand.launcher.standalone;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AliasFold;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code models} and {@code model.aliases} say at one moment.
 *
 * @param models the announced models, by version
 * @param champion digest that the champion alias names, if any
 * @param generation generation of the alias log
 */
public record ModelLog(List<ModelAnnouncement> models, Optional<String> champion, long generation) {
  private static final Logger log = LoggerFactory.getLogger(ModelLog.class);
  private static final String CHAMPION = "champion";
  private static final Duration POLL = Duration.ofMillis(100);

  public ModelLog {
    models = List.copyOf(models);
  }

  /**
   * Reads both topics from their beginning to where they end now.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka cannot be reached
   */
  public static ModelLog read(String bootstrapServers, String topicPrefix) {
    AliasFold aliases = new AliasFold();
    Map<String, ModelAnnouncement> models = new TreeMap<>();
    String aliasTopic = Topic.MODEL_ALIASES.topicName(topicPrefix);
    AvroCodec<AliasEvent> events = AvroCodec.of(AliasEvent.class);
    AvroCodec<ModelAnnouncement> announcements = AvroCodec.of(ModelAnnouncement.class);
    for (ConsumerRecord<byte[], byte[]> entry :
        all(bootstrapServers, List.of(aliasTopic, Topic.MODELS.topicName(topicPrefix)))) {
      try {
        if (entry.topic().equals(aliasTopic)) {
          aliases.apply(events.decode(entry.value()));
        } else {
          ModelAnnouncement model = announcements.decode(entry.value());
          models.put(model.getDigest(), model);
        }
      } catch (WireFormatException e) {
        log.warn("{} {}: skipped: {}", entry.topic(), entry.offset(), e.getMessage());
      }
    }
    return new ModelLog(
        models.values().stream()
            .sorted(Comparator.comparingInt(ModelAnnouncement::getVersion))
            .toList(),
        aliases.digest(CHAMPION),
        aliases.generation());
  }

  private static List<ConsumerRecord<byte[], byte[]>> all(
      String bootstrapServers, List<String> topics) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "argand-models", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
          if (entry.value() != null) {
            records.add(entry);
          }
        }
      }
    }
    return records;
  }
}
