package dev.argand.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.PortTakenException;
import dev.argand.runtime.TopicAdmin;
import dev.argand.runtime.TopicMismatchException;
import dev.argand.schemas.Topic;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("beside")
final class EmbeddedBrokerIT {
  @TempDir static Path folder;

  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("shared"), 0);
    admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "test-admin"));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void data_survivesARestartOnAnotherPort() throws Exception {
    Path data = folder.resolve("restart");
    int firstPort;
    try (EmbeddedBroker first = EmbeddedBroker.start(data, 0)) {
      firstPort = first.port();
      try (Admin own = Admin.create(KafkaConfigs.admin(first.bootstrapServers(), "a"))) {
        TopicAdmin.ensure(own, "", Topic.MODEL_ALIASES);
      }
      send(first, "model.aliases", "before");
    }
    try (ServerSocket taken = new ServerSocket(firstPort, 1, InetAddress.getLoopbackAddress());
        EmbeddedBroker second = EmbeddedBroker.start(data, 0)) {
      assertThat(second.port()).isNotEqualTo(taken.getLocalPort());
      send(second, "model.aliases", "after");
      assertThat(read(second, "model.aliases", 2)).containsExactly("before", "after");
    }
  }

  @Test
  void start_onAFolderInUse_saysSo() {
    assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("shared"), 0))
        .isInstanceOf(BrokerFolderException.class)
        .hasMessageContaining("shared")
        .hasMessageContaining("in use");
  }

  @Test
  void start_onATakenPort_isTyped() {
    assertThatThrownBy(() -> EmbeddedBroker.start(folder.resolve("other"), broker.port()))
        .isInstanceOf(PortTakenException.class)
        .hasMessageContaining(Integer.toString(broker.port()));
  }

  @Test
  void start_whereAFolderCannotBe_namesThePath() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThatThrownBy(() -> EmbeddedBroker.start(file, 0))
        .isInstanceOf(BrokerFolderException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void broker_listensOnLoopbackOnly_andCreatesNoTopicByItself() throws Exception {
    assertThat(admin.describeCluster().nodes().get())
        .singleElement()
        .satisfies(node -> assertThat(node.host()).isEqualTo("127.0.0.1"));
    assertThatThrownBy(() -> admin.describeTopics(List.of("nothing")).allTopicNames().get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
  }

  @Test
  void ensure_createsTwiceWithoutChange_andCapsTheAudio() throws Exception {
    TopicAdmin.ensureCapped(admin, "capped.", 2_000_000_000L, Topic.values());
    TopicAdmin.ensureCapped(admin, "capped.", 2_000_000_000L, Topic.values());

    assertThat(config("capped.audio.frames", "retention.bytes")).isEqualTo("500000000");
    assertThat(config("capped.models", "cleanup.policy")).isEqualTo("compact");
    assertThat(config("capped.model.aliases", "retention.ms")).isEqualTo("-1");
    assertThat(partitions("capped.recognitions")).isEqualTo(4);
  }

  @Test
  void ensure_onAnotherPartitionCount_isRefused() throws Exception {
    admin
        .createTopics(List.of(new NewTopic("odd.recognitions", Optional.of(3), Optional.empty())))
        .all()
        .get();

    assertThatThrownBy(
            () -> TopicAdmin.ensure(admin, "odd.", Topic.AUDIO_FRAMES, Topic.RECOGNITIONS))
        .isInstanceOf(TopicMismatchException.class)
        .hasMessageContaining("odd.recognitions must have 4 partitions, has 3");
  }

  @Test
  void topicOfSendersTimes_isSeen_andSetToTheBrokers() throws Exception {
    admin
        .createTopics(List.of(new NewTopic("old.audio.frames", Optional.of(4), Optional.empty())))
        .all()
        .get();
    TopicAdmin.ensure(admin, "old.", Topic.AUDIO_FRAMES, Topic.MODELS);

    assertThat(TopicAdmin.wrongTimestampType(admin, Topic.AUDIO_FRAMES, "old."))
        .contains("CreateTime");
    assertThat(TopicAdmin.setTimestampTypes(admin, "old.", Topic.AUDIO_FRAMES, Topic.MODELS))
        .containsExactly("old.audio.frames");
    assertThat(config("old.audio.frames", Topic.TIMESTAMP_TYPE)).isEqualTo("LogAppendTime");
    assertThat(TopicAdmin.wrongTimestampType(admin, Topic.AUDIO_FRAMES, "old.")).isEmpty();
  }

  private static String config(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().values().stream()
        .map(config -> config.get(name).value())
        .findFirst()
        .orElseThrow();
  }

  private static int partitions(String topic) throws Exception {
    return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
        .mapToInt(description -> description.partitions().size())
        .sum();
  }

  private static void send(EmbeddedBroker to, String topic, String value) throws Exception {
    Map<String, Object> configs = KafkaConfigs.producer(to.bootstrapServers(), "test-producer");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(configs, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  private static List<String> read(EmbeddedBroker from, String topic, int count) {
    List<String> values = new ArrayList<>();
    Map<String, Object> configs =
        KafkaConfigs.consumer(from.bootstrapServers(), "test-consumer", null);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(configs, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(List.of());
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
