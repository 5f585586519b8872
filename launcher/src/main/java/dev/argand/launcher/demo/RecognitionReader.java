package dev.argand.launcher.demo;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads committed recognitions that are written from its making on, but those that are only
 * compared. Not thread-safe.
 */
final class RecognitionReader implements AutoCloseable {
  /**
   * A recognition as a reader got it.
   *
   * @param latencyMicros from the capture of the window's last sample until it could be read
   */
  record Received(Recognition recognition, long latencyMicros) {}

  private final KafkaConsumer<String, Recognition> consumer;
  private final Clock clock;

  RecognitionReader(String bootstrapServers, String topicPrefix, Clock clock) {
    this.clock = clock;
    this.consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "argand-tour", null),
            new StringDeserializer(),
            AvroCodec.of(Recognition.class).deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topic.RECOGNITIONS.topicName(topicPrefix)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: asking for the position makes "from now on" be now.
    partitions.forEach(consumer::position);
  }

  /** What has come, waiting at most this long for the first. */
  List<Received> poll(Duration atMost) {
    List<Received> received = new ArrayList<>();
    var records = consumer.poll(atMost);
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    for (ConsumerRecord<String, Recognition> entry : records) {
      if (entry.value().getRoute() == Route.CHAMPION) {
        received.add(new Received(entry.value(), nowMicros - entry.value().getEndTimeMicros()));
      }
    }
    return received;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
