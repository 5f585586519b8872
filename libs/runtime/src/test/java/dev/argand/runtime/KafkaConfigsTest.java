package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.schemas.Topic;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class KafkaConfigsTest {
  @Test
  void producer_losesAndDoublesNothing() {
    assertThat(KafkaConfigs.producer("k:1", "ingest"))
        .containsEntry("bootstrap.servers", "k:1")
        .containsEntry("client.id", "ingest")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("linger.ms", 5);
  }

  @Test
  void promptProducer_failsWithinTenSeconds_whenKafkaIsAway() {
    Map<String, Object> configs = KafkaConfigs.promptProducer("127.0.0.1:1", "c");
    assertThat(configs)
        .containsEntry("acks", "all")
        .containsEntry("max.block.ms", 10_000)
        .containsEntry("delivery.timeout.ms", 10_000);

    configs.put("max.block.ms", 100);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(configs, new StringSerializer(), new ByteArraySerializer())) {
      Future<?> sent = producer.send(new ProducerRecord<>("labels", "k", new byte[1]));
      assertThatThrownBy(sent::get).hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void producer_takesTheLargestRecordOfAnyTopic() {
    int maxRequestBytes =
        (int) KafkaConfigs.producer("k:1", "c").getOrDefault("max.request.size", 0);

    for (Topic topic : Topic.values()) {
      String maxMessageBytes = topic.configs().getOrDefault("max.message.bytes", "1048588");
      assertThat(maxRequestBytes).isGreaterThanOrEqualTo(Integer.parseInt(maxMessageBytes));
    }
  }

  @Test
  void consumer_readsWhatIsCommitted() {
    assertThat(KafkaConfigs.consumer("k:1", "c", "group"))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("group.id", "group");
    assertThat(KafkaConfigs.consumer("k:1", "c", null)).doesNotContainKey("group.id");
  }

  @Test
  void maps_areFresh() {
    KafkaConfigs.admin("k:1", "c").put("x", 1);

    assertThat(KafkaConfigs.admin("k:1", "c")).doesNotContainKey("x");
  }
}
