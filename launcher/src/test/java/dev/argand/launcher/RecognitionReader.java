package dev.argand.launcher;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.Recognition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed of {@code recognitions}, from its beginning. */
final class RecognitionReader implements AutoCloseable {
  private final Consumer<byte[], Recognition> consumer;
  private final List<Recognition> all = new ArrayList<>();

  RecognitionReader(String bootstrapServers, String topicPrefix) {
    consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "recognition-reader", null),
            new ByteArrayDeserializer(),
            AvroCodec.of(Recognition.class).deserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < Topic.RECOGNITIONS.partitions(); i++) {
      partitions.add(new TopicPartition(Topic.RECOGNITIONS.topicName(topicPrefix), i));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads for a while at most, and returns what has been read since the beginning. */
  List<Recognition> poll(Duration atMost) {
    for (ConsumerRecord<byte[], Recognition> record : consumer.poll(atMost)) {
      all.add(record.value());
    }
    return all;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
