package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.argand.inference.Guarantee;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.DetectionState;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.CounterRandom;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the inference service again and again while it listens: afterwards every window has been
 * recognised exactly once, with the scores of a run without interruption, and every detection has
 * begun once and ended once. With at-least-once nothing is missing, and what comes twice is equal.
 */
class CrashIT {
  private static final Logger log = LoggerFactory.getLogger(CrashIT.class);
  private static final int KILLS = 10;
  private static final int LONGEST_LIFE_MS = 2_500;
  private static final Duration PACE = Duration.ofMillis(50);
  private static final Duration CATCH_UP = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void service_killedAtRandomMoments_recognisesEachWindowExactlyOnce() throws Exception {
    killAndVerify(Guarantee.EXACTLY_ONCE);
  }

  /** What comes twice is equal, and nothing is missing. */
  @Test
  @Tag("long")
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void service_atLeastOnce_killedAtRandomMoments_recognisesEachWindow() throws Exception {
    killAndVerify(Guarantee.AT_LEAST_ONCE);
  }

  /**
   * A consumer that stands still for a minute, is taken for dead by its group and then goes on:
   * every window is heard, and no detection is split.
   */
  @Test
  @Tag("long")
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void service_pausedForAMinute_shedsNothingAndSplitsNoDetection() throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    CounterRandom random = CounterRandom.of(seed);
    List<NoiseSource> sources =
        List.of(
            new NoiseSource("microphone-0", 8_000, random.at("audio").at(0)),
            new NoiseSource("microphone-1", 12_000, random.at("audio").at(1)));
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        Producer<String, byte[]> producer = producer(broker)) {
      createTopics(broker);
      promote(producer, "model");
      AtomicBoolean playing = new AtomicBoolean(true);
      Thread feeder = new Thread(() -> feed(producer, sources, playing), "feeder");
      feeder.start();
      Process child = start(broker, Guarantee.EXACTLY_ONCE, 0, seed);
      try {
        awaitReady(child, 0, seed);
        Thread.sleep(3_000);
        signal("STOP", child);
        Thread.sleep(PAUSE.toMillis());
        signal("CONT", child);
        Thread.sleep(3_000);
        playing.set(false);
        feeder.join();
        verify(broker, Guarantee.EXACTLY_ONCE, sources, seed);
        verifyDetections(broker, Guarantee.EXACTLY_ONCE, sources, seed);
      } finally {
        child.destroyForcibly().waitFor();
      }
    }
  }

  private static void signal(String name, Process child) throws Exception {
    int rc = new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start().waitFor();
    assertThat(rc).as("kill -%s", name).isZero();
  }

  private void killAndVerify(Guarantee guarantee) throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    CounterRandom random = CounterRandom.of(seed);
    List<NoiseSource> sources = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int rateHz = i % 2 == 0 ? 8_000 : 12_000;
      sources.add(new NoiseSource("microphone-" + i, rateHz, random.at("audio").at(i)));
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        Producer<String, byte[]> producer = producer(broker)) {
      createTopics(broker);
      promote(producer, "model");
      AtomicBoolean killing = new AtomicBoolean(true);
      Thread feeder = new Thread(() -> feed(producer, sources, killing), "feeder");
      feeder.start();
      Process last = killAgainAndAgain(broker, guarantee, random.at("kills"), seed);
      try {
        killing.set(false);
        feeder.join();
        verify(broker, guarantee, sources, seed);
        verifyDetections(broker, guarantee, sources, seed);
      } finally {
        last.destroyForcibly().waitFor();
      }
    }
  }

  /** Leaves one child running. */
  private Process killAgainAndAgain(
      EmbeddedBroker broker, Guarantee guarantee, CounterRandom random, long seed)
      throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      Process child = start(broker, guarantee, kill, seed);
      // One in four dies while it still joins its group and restores its stores.
      if (random.nextInt(4) == 0) {
        Thread.sleep(500 + random.nextInt(LONGEST_LIFE_MS));
      } else {
        awaitReady(child, kill, seed);
        Thread.sleep(random.nextInt(LONGEST_LIFE_MS));
      }
      child.destroyForcibly().waitFor();
    }
    Process child = start(broker, guarantee, KILLS, seed);
    awaitReady(child, KILLS, seed);
    return child;
  }

  private Process start(EmbeddedBroker broker, Guarantee guarantee, int number, long seed)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashChild.class.getName(),
            broker.bootstrapServers(),
            folder.resolve("state").toString(),
            Long.toString(seed + number),
            guarantee.name())
        .redirectError(logOf(number).toFile())
        .start();
  }

  private void awaitReady(Process child, int number, long seed) throws IOException {
    long begin = System.nanoTime();
    BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (!"ready".equals(line)) {
      fail("child %d, seed %d: %s", number, seed, Files.readString(logOf(number)));
    }
    log.info(
        "Child {} recognises {} ms after its start",
        number,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private Path logOf(int number) {
    return folder.resolve("child-" + number + ".log");
  }

  private static void feed(
      Producer<String, byte[]> producer, List<NoiseSource> sources, AtomicBoolean killing) {
    AvroCodec<AudioFrame> codec = AvroCodec.of(AudioFrame.class);
    String topic = Topic.AUDIO_FRAMES.topicName("");
    while (killing.get()) {
      for (NoiseSource source : sources) {
        producer.send(new ProducerRecord<>(topic, source.sourceId(), codec.encode(source.next())));
      }
      try {
        Thread.sleep(PACE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    for (NoiseSource source : sources) {
      producer.send(
          new ProducerRecord<>(topic, source.sourceId(), codec.encode(source.lastWord())));
    }
    producer.flush();
  }

  private static void verify(
      EmbeddedBroker broker, Guarantee guarantee, List<NoiseSource> sources, long seed) {
    Map<String, List<Float>> expected = new LinkedHashMap<>();
    EnergyModel model = new EnergyModel("model");
    sources.forEach(source -> expected.putAll(source.expected(model)));
    assertThat(expected).hasSizeGreaterThan(500);
    List<Recognition> read;
    try (RecognitionReader reader = new RecognitionReader(broker.bootstrapServers(), "")) {
      long deadline = System.nanoTime() + CATCH_UP.toNanos();
      do {
        read = reader.poll(Duration.ofMillis(200));
      } while (windowIds(read) < expected.size() && System.nanoTime() < deadline);
      // What came twice may also come late.
      read = reader.poll(Duration.ofSeconds(2));
    }
    Map<String, List<Float>> once = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    List<String> unequal = new ArrayList<>();
    for (Recognition recognition : read) {
      List<Float> before = once.put(recognition.getWindowId(), recognition.getScores());
      if (before != null) {
        twice.add(recognition.getWindowId());
        if (!before.equals(recognition.getScores())) {
          unequal.add(recognition.getWindowId());
        }
      }
    }
    log.info(
        "{}: {} windows expected, {} recognitions read, {} of them again",
        guarantee,
        expected.size(),
        read.size(),
        twice.size());
    assertThat(unequal).as("windows with two answers, seed %d", seed).isEmpty();
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      assertThat(twice).as("windows recognised twice, seed %d", seed).isEmpty();
    }
    List<String> missing = new ArrayList<>(expected.keySet());
    missing.removeAll(once.keySet());
    assertThat(missing).as("windows never recognised, seed %d", seed).isEmpty();
    assertThat(once).as("scores, seed %d", seed).isEqualTo(expected);
  }

  private static long windowIds(List<Recognition> read) {
    return read.stream().map(Recognition::getWindowId).distinct().count();
  }

  private static void verifyDetections(
      EmbeddedBroker broker, Guarantee guarantee, List<NoiseSource> sources, long seed) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    EnergyModel model = new EnergyModel("model");
    sources.forEach(source -> expected.putAll(source.expectedDetections(model)));
    assertThat(expected).hasSizeGreaterThan(50);
    List<Detection> read;
    try (CommittedReader<Detection> reader =
        new CommittedReader<>(broker.bootstrapServers(), "", Topic.DETECTIONS, Detection.class)) {
      long deadline = System.nanoTime() + CATCH_UP.toNanos();
      do {
        read = reader.poll(Duration.ofMillis(200));
      } while (closed(read) < expected.size() && System.nanoTime() < deadline);
      read = reader.poll(Duration.ofSeconds(1));
    }
    log.info("{} detections expected, {} records read", expected.size(), read.size());
    Map<String, List<Long>> last = new LinkedHashMap<>();
    Map<String, List<DetectionState>> states = new LinkedHashMap<>();
    for (Detection detection : read) {
      String id = detection.getDetectionId();
      states.computeIfAbsent(id, key -> new ArrayList<>()).add(detection.getState());
      last.put(
          id,
          List.of(
              detection.getFirstWindowIndex(),
              detection.getLastWindowIndex(),
              (long) detection.getWindowCount()));
    }
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      assertThat(states.values())
          .as("what was written of each detection, seed %d", seed)
          .allMatch(List.of(DetectionState.OPEN, DetectionState.CLOSED)::equals);
    } else {
      assertThat(states.values())
          .as("what was written last of each detection, seed %d", seed)
          .allMatch(all -> all.get(all.size() - 1) == DetectionState.CLOSED);
    }
    assertThat(last).as("detections, seed %d", seed).isEqualTo(expected);
  }

  private static long closed(List<Detection> read) {
    return read.stream()
        .filter(detection -> detection.getState() == DetectionState.CLOSED)
        .map(Detection::getDetectionId)
        .distinct()
        .count();
  }

  private static void createTopics(EmbeddedBroker broker) {
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "crash-it"))) {
      TopicAdmin.ensure(admin, "", Topic.values());
    }
  }

  private static Producer<String, byte[]> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        KafkaConfigs.producer(broker.bootstrapServers(), "crash-it"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static void promote(Producer<String, byte[]> producer, String digest) throws Exception {
    AliasEvent event = new AliasEvent("champion", digest, 0L, "test", "test", 0L);
    producer
        .send(
            new ProducerRecord<>(
                Topic.MODEL_ALIASES.topicName(""),
                "champion",
                AvroCodec.of(AliasEvent.class).encode(event)))
        .get();
  }
}
