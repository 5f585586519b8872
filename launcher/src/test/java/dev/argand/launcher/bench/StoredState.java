package dev.argand.launcher.bench;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the stores of a stream hold, as somebody would who restored them from their changelogs. */
final class StoredState implements AutoCloseable {
  private static final List<String> STORES = List.of("head", "chunks", "events");

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions = new ArrayList<>();

  /** Bytes of key and value, by store and key. */
  private final Map<String, Map<ByteBuffer, Integer>> held = new HashMap<>();

  StoredState(String bootstrapServers, String applicationId) {
    consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "stored-state", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    for (String store : STORES) {
      String topic = "%s-%s-changelog".formatted(applicationId, store);
      held.put(topic, new HashMap<>());
      for (int i = 0; i < Topic.AUDIO_FRAMES.partitions(); i++) {
        partitions.add(new TopicPartition(topic, i));
      }
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Bytes in all stores by now. */
  long bytes() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        Map<ByteBuffer, Integer> store =
            held.computeIfAbsent(record.topic(), topic -> new HashMap<>());
        if (record.value() == null) {
          store.remove(ByteBuffer.wrap(record.key()));
        } else {
          store.put(ByteBuffer.wrap(record.key()), record.key().length + record.value().length);
        }
      }
    }
    return held.values().stream()
        .flatMap(store -> store.values().stream())
        .mapToLong(Integer::longValue)
        .sum();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
