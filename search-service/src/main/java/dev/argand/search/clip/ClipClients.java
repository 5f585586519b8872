package dev.argand.search.clip;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.Topic;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Where the clients of a cutter connect. */
record ClipClients(String bootstrap, String topicPrefix) {
  private static final int MOST_RECORDS = 2_000;

  String topic(Topic topic) {
    return topic.topicName(topicPrefix);
  }

  Producer<String, byte[]> producer(String clientId) {
    return new KafkaProducer<>(
        KafkaConfigs.producer(bootstrap, clientId),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** A reader of its own, without a group. */
  Consumer<String, byte[]> consumer(String clientId) {
    return consumer(clientId, null, MOST_RECORDS);
  }

  /** A reader in a group that takes so many records at once. */
  Consumer<String, byte[]> member(String clientId, String group, int mostRecords) {
    return consumer(clientId, topicPrefix + group, mostRecords);
  }

  private Consumer<String, byte[]> consumer(
      String clientId, @Nullable String group, int mostRecords) {
    Map<String, Object> configs = KafkaConfigs.consumer(bootstrap, clientId, group);
    configs.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostRecords);
    return new KafkaConsumer<>(configs, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
