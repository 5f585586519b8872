package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.Guarantee;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.search.clip.ClipKeeper;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.clip.KeepRule;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.PcmAudio;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import dev.argand.signal.WavReader;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From live audio to the clips of what was heard, against a real broker. */
@Tag("beside")
class HeardClipsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration PACE = Duration.ofMillis(50);
  private static final AvroCodec<AudioFrame> FRAMES = AvroCodec.of(AudioFrame.class);
  private static final AvroCodec<ClipRequest> REQUESTS = AvroCodec.of(ClipRequest.class);
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);

  @TempDir Path folder;

  private final List<Process> keepers = new ArrayList<>();
  private final List<InstanceProcess> lives = new ArrayList<>();
  private EmbeddedBroker broker;
  private Producer<String, byte[]> producer;
  private Path store;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "clips-it"))) {
      TopicAdmin.ensure(admin, "", Topic.values());
    }
    producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(broker.bootstrapServers(), "clips-it"),
            new StringSerializer(),
            new ByteArraySerializer());
    store = Files.createDirectories(folder.resolve("heard"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    lives.forEach(InstanceProcess::close);
    for (Process keeper : keepers) {
      keeper.destroyForcibly().waitFor();
    }
    producer.close();
    broker.close();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void everyClip_isTheSourcesOwnSamples_throughKills() throws Exception {
    killAndVerify(2, 1);
  }

  @Test
  @Tag("long")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyClip_isTheSourcesOwnSamples_throughManyKills() throws Exception {
    killAndVerify(15, 8);
  }

  /** Kills the keeper and, now and then, recognition, while sources play out of order. */
  private void killAndVerify(int keeperKills, int recognitionKills) throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    CounterRandom random = CounterRandom.of(seed);
    List<NoiseSource> sources =
        List.of(
            new NoiseSource("porch", 8_000, random.at("porch")),
            new NoiseSource("barn", 12_000, random.at("barn")),
            new NoiseSource("hall", new PcmFormat(8_000, 2, PcmEncoding.S24LE), random.at("hall")));
    producer.send(champion()).get();
    AtomicBoolean killing = new AtomicBoolean(true);
    Thread feeder = new Thread(() -> feed(sources, random.at("feed"), killing), "feeder");
    InstanceProcess recognition = recognition(0, seed);
    feeder.start();
    CounterRandom moments = random.at("moments");
    for (int kill = 0; kill < keeperKills; kill++) {
      int before = records(Topic.CLIPS).size();
      Process keeper = keeper(kill);
      InstanceProcess listening = recognition;
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () ->
                  !listening.isAlive()
                      || !keeper.isAlive()
                      || records(Topic.CLIPS).size() > before);
      assertThat(listening.isAlive()).as("recognition listens").isTrue();
      assertThat(keeper.isAlive()).as("the keeper keeps").isTrue();
      Thread.sleep(moments.nextInt(1_000));
      keeper.destroyForcibly().waitFor();
      if (kill < recognitionKills) {
        recognition.close();
        recognition = recognition(kill + 1, seed);
      }
    }
    killing.set(false);
    feeder.join();
    keeper(keeperKills);

    Set<String> windows = new TreeSet<>();
    Set<String> detections = new TreeSet<>();
    EnergyModel model = new EnergyModel("model");
    for (NoiseSource source : sources) {
      windows.addAll(source.expected(model).keySet());
      detections.addAll(source.expectedDetections(model).keySet());
    }
    Set<String> audited =
        windows.stream().filter(CrashChild.CLIPS::audits).collect(Collectors.toSet());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              Map<String, ClipRequest> wanted = wanted();
              assertThat(subjects(wanted, ClipKind.DETECTION)).isEqualTo(detections);
              assertThat(subjects(wanted, ClipKind.AUDIT)).isEqualTo(audited);
              Map<String, Long> ends = new TreeMap<>();
              wanted.forEach((id, asked) -> ends.put(id, asked.getEndSampleIndex()));
              Map<String, Long> kept = new TreeMap<>();
              newest(records(Topic.CLIPS))
                  .forEach((id, clip) -> kept.put(id, clip.getSubjectEndSampleIndex()));
              assertThat(kept).isEqualTo(ends);
            });
    assertThat(detections).as("seed %d", seed).hasSizeGreaterThan(10);
    assertThat(audited).as("seed %d", seed).hasSizeGreaterThan(3);
    List<ConsumerRecord<String, byte[]>> announced = records(Topic.CLIPS);
    assertThat(announced.stream().map(this::said))
        .as("what was announced of each stretch, seed %d", seed)
        .doesNotHaveDuplicates();
    Map<String, ClipCut> clips = newest(announced);
    for (ClipRequest asked : wanted().values()) {
      NoiseSource source =
          sources.stream()
              .filter(each -> each.sourceId().equals(asked.getSourceId()))
              .findFirst()
              .orElseThrow();
      verify(source, asked, Objects.requireNonNull(clips.get(asked.getClipId())), seed);
    }
    assertThat(files()).isEqualTo(sha256s(clips));
  }

  /** Bytes and range of a clip, with rolls of a second that end where the session does. */
  private void verify(NoiseSource source, ClipRequest asked, ClipCut clip, long seed)
      throws Exception {
    int rate = source.format().sampleRateHz();
    long first = Math.max(0, asked.getFirstSampleIndex() - rate);
    byte[] expected = source.bytes(first, asked.getEndSampleIndex() + rate);
    Path file = store.resolve(clip.getSha256() + ".wav");
    PcmAudio wav = WavReader.read(file);
    assertThat(wav.format()).isEqualTo(source.format());
    assertThat(wav.pcm()).as("%s, seed %d", asked.getClipId(), seed).isEqualTo(expected);
    assertThat(clip.getFirstSampleIndex()).isEqualTo(first);
    assertThat(clip.getEndSampleIndex()).isEqualTo(first + wav.sampleFrames());
    assertThat(clip.getSessionId()).isEqualTo(asked.getSessionId());
    assertThat(clip.getSampleRateHz()).isEqualTo(rate);
    assertThat(clip.getKind()).isEqualTo(asked.getKind());
    assertThat(clip.getSubjectId()).isEqualTo(asked.getSubjectId());
    assertThat(clip.getLabel()).isEqualTo(asked.getLabel());
    assertThat(clip.getScore()).isEqualTo(asked.getScore());
    assertThat(clip.getThreshold()).isEqualTo(asked.getThreshold());
    assertThat(clip.getModelDigest()).isEqualTo("model");
    assertThat(clip.getAuditRate())
        .isEqualTo(asked.getKind() == ClipKind.AUDIT ? CrashChild.CLIPS.auditRate() : null);
    assertThat(clip.getFileBytes()).isEqualTo(Files.size(file));
    assertThat(HexFormat.of().formatHex(sha256(Files.readAllBytes(file))))
        .isEqualTo(clip.getSha256());
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void quota_isNeverExceeded_andTheLowestClassGoesFirst_thenAge() throws Exception {
    NoiseSource source = new NoiseSource("porch", 16_000, CounterRandom.of(3));
    for (int i = 0; i < 600; i++) {
      send(source.next());
    }
    send(source.lastWord());
    // A second of audio and a second on each side at 16 kHz are 96 044 bytes: ten fit in 1 MiB.
    List<ClipKind> kinds = new ArrayList<>();
    kinds.addAll(java.util.Collections.nCopies(8, ClipKind.NEAR_MISS));
    kinds.addAll(java.util.Collections.nCopies(4, ClipKind.DETECTION));
    kinds.addAll(java.util.Collections.nCopies(5, ClipKind.AUDIT));
    kinds.addAll(java.util.Collections.nCopies(9, ClipKind.NEAR_MISS));
    kinds.addAll(java.util.Collections.nCopies(2, ClipKind.DETECTION));
    for (int i = 0; i < kinds.size(); i++) {
      request(source, kinds.get(i), i);
    }
    producer.flush();
    long quota = 1L << 20;
    KeepRule usual = KeepRule.USUAL;
    KeepRule rule =
        new KeepRule(
            usual.preRoll(),
            usual.postRoll(),
            usual.longest(),
            quota,
            usual.keepDetections(),
            usual.keepAudits(),
            usual.keepNearMisses());
    ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AtomicBoolean watching = new AtomicBoolean(true);
    List<Long> sizes = new ArrayList<>();
    Thread watch = new Thread(() -> watch(watching, sizes), "watch");
    watch.start();
    try (ClipKeeper keeper = keeper(rule, registry, clock)) {
      // 9 near misses, 5 samples and 6 detections were asked for last; the samples and detections
      // are 11, one too many, so the oldest sample went, and no near miss could take its place.
      Set<String> left = new TreeSet<>();
      for (int i = 8; i < kinds.size(); i++) {
        if (kinds.get(i) != ClipKind.NEAR_MISS && i != 12) {
          left.add(id(kinds.get(i), i));
        }
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(newest(records(Topic.CLIPS)).keySet()).isEqualTo(left));
      await().atMost(PATIENCE).until(() -> files().size() == 10);
      assertThat(registry.get("argand.clips.stored").gauge().value())
          .isBetween(1.0, (double) quota);
      assertThat(evicted(registry, "near-miss", "quota")).isPositive();
      assertThat(evicted(registry, "audit", "quota")).isEqualTo(1);
      assertThat(evicted(registry, "detection", "quota")).isZero();

      clock.advance(rule.keepAudits().plusHours(1));
      await().atMost(PATIENCE).until(() -> files().size() == 6);
      assertThat(newest(records(Topic.CLIPS)).values())
          .extracting(ClipCut::getKind)
          .containsOnly(ClipKind.DETECTION);
      assertThat(evicted(registry, "audit", "age")).isEqualTo(4);

      // Somebody deletes a file, and puts one there that nobody announced.
      ClipCut lost = newest(records(Topic.CLIPS)).values().iterator().next();
      Files.delete(store.resolve(lost.getSha256() + ".wav"));
      Path stray = Files.write(store.resolve("0".repeat(64) + ".wav"), new byte[] {1});
      Files.setLastModifiedTime(stray, FileTime.from(Instant.EPOCH));
      clock.advance(Duration.ofMinutes(10));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(newest(records(Topic.CLIPS)))
                      .hasSize(5)
                      .doesNotContainKey(lost.getLabelId()));
      await().atMost(PATIENCE).until(() -> !Files.exists(stray));
      assertThat(evicted(registry, "detection", "gone")).isEqualTo(1);
      long bytes = 0;
      for (String file : files()) {
        bytes += Files.size(store.resolve(file));
      }
      double stored = bytes;
      await()
          .atMost(PATIENCE)
          .until(() -> registry.get("argand.clips.stored").gauge().value() == stored);
    } finally {
      watching.set(false);
      watch.join();
    }
    assertThat(sizes).hasSizeGreaterThan(5).allMatch(bytes -> bytes <= quota);
  }

  private static double evicted(SimpleMeterRegistry registry, String kind, String reason) {
    return registry
        .get("argand.clips.evicted")
        .tags("kind", kind, "reason", reason)
        .counter()
        .count();
  }

  private ClipKeeper keeper(KeepRule rule, SimpleMeterRegistry registry, ManualClock clock)
      throws IOException {
    return ClipKeeper.start(
        broker.bootstrapServers(), "", new ClipStore(store), rule, registry, new Health(), clock);
  }

  /** The size of the store, again and again. */
  private void watch(AtomicBoolean watching, List<Long> sizes) {
    while (watching.get()) {
      try (Stream<Path> files = Files.list(store)) {
        long bytes = 0;
        for (Path file : files.toList()) {
          bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        sizes.add(bytes);
      } catch (IOException e) {
        // A file went between its name and its size: this look counts for nothing.
        continue;
      }
    }
  }

  private void request(NoiseSource source, ClipKind kind, int second) {
    ClipRequest asked =
        ClipRequest.newBuilder()
            .setClipId(id(kind, second))
            .setKind(kind)
            .setSubjectId("w" + second)
            .setSourceId(source.sourceId())
            .setSessionId(source.lastWord().getSessionId())
            .setFirstSampleIndex(16_000L * (second + 1))
            .setEndSampleIndex(16_000L * (second + 2))
            .setSampleRateHz(16_000)
            .setStartTimeMicros(source.lastWord().getCaptureTimeMicros())
            .setLabel("bell")
            .setScore(0.5f)
            .setThreshold(0.4f)
            .setModelDigest("model")
            .setModelVersion(1)
            .setAliasGeneration(1)
            .setAuditRate(null)
            .build();
    producer.send(
        new ProducerRecord<>(
            Topic.CLIPS_WANTED.topicName(""), source.sourceId(), REQUESTS.encode(asked)));
  }

  private static String id(ClipKind kind, int second) {
    return dev.argand.schemas.ClipId.of(kind, "w" + second);
  }

  /** Frames a little out of order, some of them twice, at twice the pace of their audio. */
  private void feed(List<NoiseSource> sources, CounterRandom random, AtomicBoolean killing) {
    Map<String, AudioFrame> late = new HashMap<>();
    while (killing.get()) {
      for (NoiseSource source : sources) {
        AudioFrame next = source.next();
        AudioFrame held = late.remove(source.sourceId());
        boolean isFirst = next.getFirstSampleIndex() == 0;
        if (held == null && !isFirst && random.nextInt(4) == 0) {
          late.put(source.sourceId(), next);
          continue;
        }
        send(next);
        if (held != null) {
          send(held);
        }
        if (random.nextInt(8) == 0) {
          send(next);
        }
      }
      try {
        Thread.sleep(PACE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    late.values().forEach(this::send);
    sources.forEach(source -> send(source.lastWord()));
    producer.flush();
  }

  private void send(AudioFrame frame) {
    producer.send(
        new ProducerRecord<>(
            Topic.AUDIO_FRAMES.topicName(""), frame.getSourceId(), FRAMES.encode(frame)));
  }

  /** The next life of the one instance; the one before must be over. */
  private InstanceProcess recognition(int life, long seed) throws IOException {
    InstanceProcess recognition =
        InstanceProcess.start(
            "recognition",
            folder,
            broker.bootstrapServers(),
            Guarantee.EXACTLY_ONCE,
            0,
            seed + life);
    lives.add(recognition);
    return recognition;
  }

  private Process keeper(int number) throws IOException {
    Process keeper =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KeeperChild.class.getName(),
                broker.bootstrapServers(),
                store.toString())
            .redirectError(folder.resolve("keeper-" + number + ".log").toFile())
            .redirectOutput(folder.resolve("keeper-" + number + ".out").toFile())
            .start();
    keepers.add(keeper);
    return keeper;
  }

  /** The newest request of each clip. */
  private Map<String, ClipRequest> wanted() {
    Map<String, ClipRequest> wanted = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : records(Topic.CLIPS_WANTED)) {
      ClipRequest asked = decode(REQUESTS, record.value());
      wanted.put(asked.getClipId(), asked);
    }
    return wanted;
  }

  private static Set<String> subjects(Map<String, ClipRequest> wanted, ClipKind kind) {
    return wanted.values().stream()
        .filter(asked -> asked.getKind() == kind)
        .map(ClipRequest::getSubjectId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, ClipCut> newest(List<ConsumerRecord<String, byte[]>> records) {
    Map<String, ClipCut> clips = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.value() == null) {
        clips.remove(record.key());
      } else {
        clips.put(record.key(), decode(CLIPS, record.value()));
      }
    }
    return clips;
  }

  private String said(ConsumerRecord<String, byte[]> record) {
    ClipCut clip = decode(CLIPS, record.value());
    return record.key() + " " + clip.getSubjectEndSampleIndex();
  }

  private Set<String> files() {
    try (Stream<Path> files = Files.list(store)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".wav"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> sha256s(Map<String, ClipCut> clips) {
    Set<String> names = new HashSet<>();
    clips.values().forEach(clip -> names.add(clip.getSha256() + ".wav"));
    return names;
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> T decode(
      AvroCodec<T> codec, byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (dev.argand.schemas.WireFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ProducerRecord<String, byte[]> champion() {
    AliasEvent event = new AliasEvent("champion", "model", 0L, "test", "test", 0L);
    return new ProducerRecord<>(
        Topic.MODEL_ALIASES.topicName(""),
        "champion",
        AvroCodec.of(AliasEvent.class).encode(event));
  }

  /** Every committed record of a topic at this moment. */
  private List<ConsumerRecord<String, byte[]>> records(Topic topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(broker.bootstrapServers(), "clips-it", null),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 0; i < topic.partitions(); i++) {
        partitions.add(new TopicPartition(topic.topicName(""), i));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
