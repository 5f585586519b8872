package dev.argand.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose process is killed leaves no lock and loses nothing that it acknowledged. */
@Tag("beside")
final class BrokerKillIT {
  private static final String TOPIC = Topic.MODEL_ALIASES.topicName("");

  @TempDir Path folder;

  @Test
  void start_afterAKill_hasEverythingAcknowledged() throws Exception {
    try (BrokerProcess process = BrokerProcess.start(folder, 0)) {
      send(process.bootstrapServers(), List.of("a", "b", "c"));
      assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
          .isInstanceOf(BrokerFolderException.class)
          .hasMessageContaining("in use");
    }

    try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
      assertThat(read(broker.bootstrapServers(), 3)).containsExactly("a", "b", "c");
    }
  }

  private static void send(String bootstrap, List<String> values) throws Exception {
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrap, "test-admin"))) {
      TopicAdmin.ensure(admin, "", Topic.MODEL_ALIASES);
    }
    Map<String, Object> configs = KafkaConfigs.producer(bootstrap, "test-producer");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(configs, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(TOPIC, value)).get();
      }
    }
  }

  private static List<String> read(String bootstrap, int count) {
    List<String> values = new ArrayList<>();
    Map<String, Object> configs = KafkaConfigs.consumer(bootstrap, "test-consumer", null);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(configs, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      consumer.seekToBeginning(List.of());
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
