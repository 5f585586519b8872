package dev.argand.runtime;

import java.util.Map;
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

  /** The same for one whose caller waits for the answer, where there is a difference. */
  default Producer<String, byte[]> openPrompt(String clientId) {
    return open(clientId);
  }

  /**
   * Producers as {@link KafkaConfigs#producer} and {@link KafkaConfigs#promptProducer} have them.
   */
  static Producers of(String bootstrapServers) {
    return new Producers() {
      @Override
      public Producer<String, byte[]> open(String clientId) {
        return open(KafkaConfigs.producer(bootstrapServers, clientId));
      }

      @Override
      public Producer<String, byte[]> openPrompt(String clientId) {
        return open(KafkaConfigs.promptProducer(bootstrapServers, clientId));
      }

      private Producer<String, byte[]> open(Map<String, Object> configs) {
        return new KafkaProducer<>(configs, new StringSerializer(), new ByteArraySerializer());
      }
    };
  }
}
