package dev.argand.runtime;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Opens a process's producers of text keys and bytes. A seam: a test can have a process die between
 * two records.
 */
@FunctionalInterface
public interface Producers {
  /** A new producer, which belongs to the caller. */
  Producer<String, byte[]> open(String clientId);

  /** Producers as {@link KafkaConfigs#producer} has them. */
  static Producers of(String bootstrapServers) {
    return clientId ->
        new KafkaProducer<>(
            KafkaConfigs.producer(bootstrapServers, clientId),
            new StringSerializer(),
            new ByteArraySerializer());
  }
}
