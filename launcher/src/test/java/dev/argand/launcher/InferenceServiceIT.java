package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.DetectionRule;
import dev.argand.inference.FrameLog;
import dev.argand.inference.Guarantee;
import dev.argand.inference.HearingRule;
import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceService;
import dev.argand.inference.Model;
import dev.argand.inference.ModelLoadException;
import dev.argand.inference.ModelRule;
import dev.argand.inference.QuarantineHeader;
import dev.argand.inference.Replay;
import dev.argand.inference.StreamsClients;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.CounterRandom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service against a real broker: waiting, promoting, swapping, poison, leaving in order. */
@Tag("beside")
final class InferenceServiceIT {
  private static final String PREFIX = "it.";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final Health health = new Health();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final NoiseSource source = new NoiseSource("porch", 12_000, CounterRandom.of(1));
  private EmbeddedBroker broker;
  private Producer<String, byte[]> producer;
  private RecognitionReader reader;
  private long generation;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(broker.bootstrapServers(), "it"),
            new StringSerializer(),
            new ByteArraySerializer());
    reader = new RecognitionReader(broker.bootstrapServers(), PREFIX);
  }

  @AfterEach
  void stop() {
    reader.close();
    producer.close();
    broker.close();
  }

  @Test
  void service_waitsForAChampion_followsIt_andSurvivesABadOne() throws Exception {
    try (InferenceService service = service(Set.of("first", "second"))) {
      await().atMost(PATIENCE).until(() -> detail("champion").contains("no champion yet"));
      assertThat(health.isReady()).isFalse();
      send(20);
      byte[] rubbish = new byte[1_000_000];
      producer.send(new ProducerRecord<>(topic(Topic.AUDIO_FRAMES), "porch", rubbish)).get();

      // What came before the first champion is heard too.
      promote("first");
      reader.awaitSome(10, PATIENCE);
      // Windows come as soon as one thread runs; the service is ready when all of them do.
      await().atMost(PATIENCE).until(health::isReady);
      assertThat(detail("recognition")).isEqualTo("running");

      promote("bad");
      await().atMost(PATIENCE).until(() -> detail("champion").contains("bad cannot be loaded"));
      send(20);
      reader.awaitSome(25, PATIENCE);
      assertThat(health.isReady()).isTrue();

      promote("second");
      await().atMost(PATIENCE).until(() -> detail("champion").contains("generation 3"));
      // Of a host whose clock is behind: that is no lag, and nothing is given up.
      send(20, Instant.now().minusSeconds(600));
      // The broker says that nothing waits, and the source is silent: what is open closes.
      await().atMost(PATIENCE).until(() -> closed("idle") > 0);
      producer.send(new ProducerRecord<>(topic(Topic.AUDIO_FRAMES), "porch", lastWord())).get();
      List<Recognition> all =
          reader.awaitSome(source.expected(new EnergyModel("second")).size(), PATIENCE);

      assertThat(windows(all)).isEqualTo(source.expected(new EnergyModel("second")));
      assertThat(all).extracting(Recognition::getModelDigest).contains("first", "second");
      assertThat(all)
          .allMatch(r -> r.getAliasGeneration() == (r.getModelDigest().equals("first") ? 1 : 3));
      assertThat(
              registry.get("argand.model.load.failures").tag("reason", "refused").counter().count())
          .isEqualTo(1);
      assertQuarantined(rubbish);
      assertThat(replayed(all)).isEqualTo(windows(all));
    }
    assertThat(detail("recognition")).isEqualTo("stopped");
  }

  /** To an instance whose clock is ten minutes ahead everything has waited for ten minutes. */
  @Test
  void audio_thatCameLongBeforeTheFirstChampion_isHeard_andNothingIsShed() throws Exception {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
    try (InferenceService service = service(Set.of("first"), ahead)) {
      await().atMost(PATIENCE).until(() -> detail("champion").contains("no champion yet"));
      send(20);

      promote("first");
      reader.awaitSome(10, PATIENCE);
      send(20);
      producer.send(new ProducerRecord<>(topic(Topic.AUDIO_FRAMES), "porch", lastWord())).get();

      Map<String, List<Float>> expected = source.expected(new EnergyModel("first"));
      assertThat(windows(reader.awaitSome(expected.size(), PATIENCE))).isEqualTo(expected);
      assertThat(registry.get("argand.recognition.shed").tag("route", "champion").counter().count())
          .isZero();
    }
  }

  /**
   * What a replay of the topic says, by the model that came last: here every model says the same.
   */
  private Map<String, List<Float>> replayed(List<Recognition> live) {
    List<Recognition> heard = new ArrayList<>();
    Replay replay =
        new Replay(
            new EnergyModel("second"), 0, 3, ChannelSelection.MIX, HearingRule.USUAL, heard::add);
    try (FrameLog log = FrameLog.open(broker.bootstrapServers(), PREFIX)) {
      assertThat(log.read(Instant.EPOCH, Instant.now().plusSeconds(60), replay::hear))
          .isEqualTo(62);
      assertThat(replay.poisoned()).isEqualTo(1);
      // Of the last few minutes, and of a time of which there is nothing.
      Instant now = Instant.now();
      assertThat(log.read(now.minusSeconds(600), now.plusSeconds(60), (key, value, at) -> {}))
          .isEqualTo(62);
      assertThat(log.read(now.minusSeconds(7_200), now.minusSeconds(3_600), (k, v, at) -> {}))
          .isZero();
      assertThat(log.read(now.plusSeconds(60), now.plusSeconds(61), (k, v, at) -> {})).isZero();
    }
    assertThat(heard)
        .extracting(Recognition::getStartTimeMicros)
        .isEqualTo(live.stream().map(Recognition::getStartTimeMicros).toList());
    return windows(heard);
  }

  private double closed(String reason) {
    return registry.get("argand.detections.closed").tag("reason", reason).counter().count();
  }

  private InferenceService service(Set<String> loadable) {
    return service(loadable, Clock.systemUTC());
  }

  private InferenceService service(Set<String> loadable, Clock clock) {
    InferenceConfig config =
        new InferenceConfig(
            broker.bootstrapServers(),
            PREFIX,
            StoreLocation.of(folder),
            "it",
            folder.resolve("state"),
            null,
            2,
            0,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            ChannelSelection.MIX,
            new DetectionRule(
                0.7,
                Duration.ZERO,
                Duration.ofMillis(500),
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofSeconds(1)),
            HearingRule.USUAL,
            Guarantee.EXACTLY_ONCE,
            ModelRule.USUAL);
    return InferenceService.start(
        config,
        digest -> load(loadable, digest),
        new StreamsClients("it", null),
        registry,
        health,
        clock);
  }

  private static Model load(Set<String> loadable, String digest) throws ModelLoadException {
    if (!loadable.contains(digest)) {
      throw new ModelLoadException(ModelLoadException.Reason.REFUSED, "goldens differ");
    }
    return new EnergyModel(digest);
  }

  private void promote(String digest) throws Exception {
    AliasEvent event = new AliasEvent("champion", digest, generation++, "it", "it", 0L);
    byte[] value = AvroCodec.of(AliasEvent.class).encode(event);
    producer.send(new ProducerRecord<>(topic(Topic.MODEL_ALIASES), "champion", value)).get();
  }

  private void send(int frames) {
    send(frames, Instant.now());
  }

  private void send(int frames, Instant hostsTime) {
    for (int i = 0; i < frames; i++) {
      byte[] value = AvroCodec.of(AudioFrame.class).encode(source.next());
      producer.send(
          new ProducerRecord<>(
              topic(Topic.AUDIO_FRAMES), null, hostsTime.toEpochMilli(), source.sourceId(), value));
    }
    producer.flush();
  }

  private byte[] lastWord() {
    return AvroCodec.of(AudioFrame.class).encode(source.lastWord());
  }

  private static Map<String, List<Float>> windows(List<Recognition> recognitions) {
    Map<String, List<Float>> windows = new LinkedHashMap<>();
    recognitions.forEach(
        r -> assertThat(windows.put(r.getWindowId(), r.getScores())).as(r.getWindowId()).isNull());
    return windows;
  }

  private void assertQuarantined(byte[] value) {
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(broker.bootstrapServers(), "quarantine-reader", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, Topic.AUDIO_QUARANTINE.partitions())
              .mapToObj(i -> new TopicPartition(topic(Topic.AUDIO_QUARANTINE), i))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
                return !read.isEmpty();
              });
      assertThat(read).hasSize(1);
      assertThat(read.get(0).value()).isEqualTo(value);
      assertThat(header(read.get(0), QuarantineHeader.REASON)).isEqualTo("undecodable");
      assertThat(header(read.get(0), QuarantineHeader.TOPIC)).isEqualTo(topic(Topic.AUDIO_FRAMES));
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, QuarantineHeader header) {
    return new String(record.headers().lastHeader(header.key()).value(), StandardCharsets.UTF_8);
  }

  private String detail(String component) {
    Health.Status status = health.readiness().get(component);
    return status == null ? "" : status.detail();
  }

  private static String topic(Topic topic) {
    return topic.topicName(PREFIX);
  }
}
