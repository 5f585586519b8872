package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.ingest.IngestService;
import dev.argand.ingest.SourceSpec;
import dev.argand.ingest.SourceState.Phase;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources through a real broker: everything arrives, in order, once. */
@Tag("beside")
final class IngestIT {
  private static final int WAV_HEADER_BYTES = 44;

  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private EmbeddedBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "test"))) {
      TopicAdmin.ensure(admin, "", Topic.AUDIO_FRAMES);
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void sources_arriveWholeAndInOrder() throws Exception {
    byte[] file = wav(noise(5_000, 1), 16_000);
    Path one = Files.write(folder.resolve("one.wav"), file);
    Path many = Files.createDirectory(folder.resolve("many"));
    byte[] first = wav(noise(3_000, 2), 8_000);
    byte[] third = wav(noise(2_500, 3), 8_000);
    Files.write(many.resolve("1.wav"), first);
    Files.writeString(many.resolve("2.wav"), "no audio");
    Files.write(many.resolve("3.wav"), third);

    try (IngestService service = service()) {
      service.add(new SourceSpec("one", one, 0, false));
      service.add(new SourceSpec("many", many, 10, false));
      service.add(new SourceSpec("bad", many.resolve("2.wav"), 0, false));
      service.add("clip", new AudioClip(noise(4_000, 4), 22_050), 0);
      assertThat(service.awaitFinished(Duration.ofSeconds(60))).isTrue();
      assertThat(service.states().get("bad"))
          .satisfies(state -> assertThat(state.phase()).isEqualTo(Phase.FAILED));
    }

    List<AudioFrame> frames = read(3);
    assertThat(joined(of("one", frames))).isEqualTo(audio(file));
    assertThat(joined(of("many", frames))).isEqualTo(concatenated(audio(first), audio(third)));
    assertThat(of("clip", frames))
        .allSatisfy(frame -> assertThat(frame.getEncoding()).isEqualTo(FrameEncoding.F32LE))
        .allSatisfy(frame -> assertThat(frame.getSampleRateHz()).isEqualTo(22_050));
    assertThat(of("clip", frames).stream().mapToInt(frame -> frame.getPcm().remaining()).sum())
        .isEqualTo(4 * 4_000);
  }

  @Test
  void brokerThatGoesAwayAmidASession_losesNothing() throws Exception {
    byte[] file = wav(noise(16_000 * 6, 5), 16_000);
    Path one = Files.write(folder.resolve("one.wav"), file);
    int port = broker.port();

    try (IngestService service = service()) {
      service.add(new SourceSpec("one", one, 2, false));
      await().atMost(Duration.ofSeconds(30)).until(() -> acknowledgedFrames() >= 5);
      broker.close();
      broker = EmbeddedBroker.start(folder.resolve("kafka"), port);
      assertThat(service.awaitFinished(Duration.ofSeconds(60))).isTrue();
      assertThat(service.states().get("one"))
          .satisfies(state -> assertThat(state.phase()).isEqualTo(Phase.FINISHED));
    }

    assertThat(joined(of("one", read(1)))).isEqualTo(audio(file));
  }

  /** Of a host whose clock was ahead, and of which only the topic still knows. */
  @Test
  void source_whoseLastSessionBeganAheadOfTheClock_goesOnAfterIt() throws Exception {
    String last = "%013d-0000abcd".formatted(System.currentTimeMillis() + 600_000);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(broker.bootstrapServers(), "test"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      AudioFrame frame =
          new AudioFrame(
              "clip", last, 0L, 8_000, 1, FrameEncoding.S16LE, 0L, ByteBuffer.allocate(2), true);
      producer
          .send(
              new ProducerRecord<>(
                  "audio.frames", "clip", AvroCodec.of(AudioFrame.class).encode(frame)))
          .get();
    }

    try (IngestService service = service()) {
      service.add("clip", new AudioClip(noise(4_000, 6), 8_000), 0);
      assertThat(service.awaitFinished(Duration.ofSeconds(60))).isTrue();
    }

    assertThat(of("clip", read(2)))
        .extracting(AudioFrame::getSessionId)
        .allMatch(id -> id.compareTo(last) >= 0)
        .anyMatch(id -> id.compareTo(last) > 0);
  }

  private IngestService service() {
    return new IngestService(broker.bootstrapServers(), "", registry);
  }

  private double acknowledgedFrames() {
    return registry.get("ingest.frames").counter().count();
  }

  /** Every frame, up to the given number of sessions' ends. */
  private List<AudioFrame> read(int sessions) throws Exception {
    AvroCodec<AudioFrame> codec = AvroCodec.of(AudioFrame.class);
    List<AudioFrame> frames = new ArrayList<>();
    Map<String, Object> configs =
        KafkaConfigs.consumer(broker.bootstrapServers(), "test-reader", null);
    try (KafkaConsumer<String, AudioFrame> consumer =
        new KafkaConsumer<>(configs, new StringDeserializer(), codec.deserializer())) {
      consumer.assign(
          consumer.partitionsFor("audio.frames").stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList());
      consumer.seekToBeginning(List.of());
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (frames.stream().filter(AudioFrame::getEndOfSession).count() < sessions
          && System.nanoTime() < deadline) {
        ConsumerRecords<String, AudioFrame> records = consumer.poll(Duration.ofMillis(200));
        records.forEach(record -> frames.add(record.value()));
      }
    }
    return frames;
  }

  private static List<AudioFrame> of(String sourceId, List<AudioFrame> frames) {
    return frames.stream().filter(frame -> frame.getSourceId().equals(sourceId)).toList();
  }

  /** PCM of one session's frames, which must follow each other without gap or overlap. */
  private static byte[] joined(List<AudioFrame> frames) {
    assertThat(frames)
        .extracting(AudioFrame::getSessionId)
        .containsOnly(frames.get(0).getSessionId());
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (AudioFrame frame : frames) {
      assertThat(frame.getFirstSampleIndex()).isEqualTo(joined.size() / 2);
      ByteBuffer pcm = frame.getPcm().duplicate();
      byte[] bytes = new byte[pcm.remaining()];
      pcm.get(bytes);
      joined.writeBytes(bytes);
    }
    return joined.toByteArray();
  }

  private static byte[] wav(float[] samples, int sampleRateHz) {
    return WavWriter.bytes(new AudioClip(samples, sampleRateHz));
  }

  private static byte[] audio(byte[] wav) {
    return Arrays.copyOfRange(wav, WAV_HEADER_BYTES, wav.length);
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static float[] noise(int samples, long seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = random.nextFloat(-0.9f, 0.9f);
    }
    return noise;
  }
}
