package dev.argand.launcher;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed of a topic, from its beginning. */
class CommittedReader<T extends SpecificRecord> implements AutoCloseable {
  private final Consumer<byte[], T> consumer;
  private final List<T> all = new ArrayList<>();

  CommittedReader(String bootstrapServers, String topicPrefix, Topic topic, Class<T> recordClass) {
    consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "committed-reader", null),
            new ByteArrayDeserializer(),
            AvroCodec.of(recordClass).deserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < topic.partitions(); i++) {
      partitions.add(new TopicPartition(topic.topicName(topicPrefix), i));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads for a while at most, and returns what has been read since the beginning. */
  List<T> poll(Duration atMost) {
    read(atMost, all::add);
    return all;
  }

  /** Reads for a while at most, and keeps nothing. */
  void read(Duration atMost, java.util.function.Consumer<T> sink) {
    for (ConsumerRecord<byte[], T> record : consumer.poll(atMost)) {
      sink.accept(record.value());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
