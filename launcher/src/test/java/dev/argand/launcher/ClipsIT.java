package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.ingest.IngestService;
import dev.argand.ingest.SourceSpec;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.Route;
import dev.argand.search.clip.ClipCutter;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.label.LabelDesk;
import dev.argand.search.label.LabelDraft;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.PcmAudio;
import dev.argand.signal.WavReader;
import dev.argand.signal.WavWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From live audio and labels to clips, against a real broker. */
@Tag("beside")
final class ClipsIT {
  private static final String PREFIX = "clips.";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int RATE = 16_000;
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);
  private static final AvroCodec<AudioFrame> FRAMES = AvroCodec.of(AudioFrame.class);

  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Health health = new Health();
  private final Map<String, byte[]> played = new HashMap<>();
  private EmbeddedBroker broker;
  private IngestService ingest;
  private LabelDesk desk;
  private ClipStore store;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "it"))) {
      TopicAdmin.ensure(admin, PREFIX, Topic.AUDIO_FRAMES, Topic.LABELS, Topic.CLIPS);
    }
    ingest = new IngestService(broker.bootstrapServers(), PREFIX, registry);
    desk = new LabelDesk(broker.bootstrapServers(), PREFIX, Clock.systemUTC());
    store = new ClipStore(folder.resolve("clips"));
  }

  @AfterEach
  void stop() {
    desk.close();
    ingest.close();
    broker.close();
  }

  @Test
  void labelsOfEveryKind_areCutByteForByte_whileTheSourcePlays() throws Exception {
    try (ClipCutter cutter = cutter()) {
      play("porch", 20, 10);
      play("barn", 20, 10);
      AudioFrame first = firstFrame("porch");
      String session = first.getSessionId();
      long startMicros = first.getCaptureTimeMicros() - 100_000;
      Map<String, long[]> expected = new TreeMap<>();
      for (int i = 0; i < 19; i++) {
        long from = i * 16_000L + 17 * i;
        expected.put(
            give(LabelDraft.ofSamples("porch", session, from, from + 9_001, "a", "it")),
            new long[] {from, from + 9_001});
      }
      Instant start = Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS);
      expected.put(
          give(
              LabelDraft.ofTime(
                  "porch", start.plusMillis(2_500), start.plusMillis(3_750), "b", "it")),
          new long[] {40_000, 60_000});
      FrontEnd frontEnd = FrontEnd.oneSecond();
      String window = WindowId.of("porch", session, Route.CHAMPION, frontEnd.digest(), 7);
      expected.put(
          give(LabelDraft.ofWindow("porch", window, "c", "it")),
          new long[] {frontEnd.sourceStart(7, RATE), frontEnd.sourceEnd(7, RATE)});
      String gone = give(LabelDraft.ofSamples("porch", "0000000000001-a", 0, 9, "d", "it"));

      await().atMost(PATIENCE).until(() -> clips().keySet().containsAll(expected.keySet()));
      expected.forEach(
          (labelId, range) ->
              assertSamples(
                  "porch", Objects.requireNonNull(clips().get(labelId)), range[0], range[1]));
      await().atMost(PATIENCE).until(() -> givenUp("no_audio") == 1);
      assertThat(clips()).doesNotContainKey(gone);

      String withdrawn = expected.keySet().iterator().next();
      desk.withdraw("porch", withdrawn, "it");
      await().atMost(PATIENCE).until(() -> !clips().containsKey(withdrawn));
      assertThat(health.readiness()).containsKey("clips");
    }
  }

  @Test
  void cutterThatIsRestarted_losesAndDoublesNothing() throws Exception {
    play("porch", 10, 0);
    assertThat(ingest.awaitFinished(PATIENCE)).isTrue();
    String session = firstFrame("porch").getSessionId();
    List<LabelDraft> drafts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      drafts.add(LabelDraft.ofSamples("porch", session, 1_000L * i, 1_000L * i + 800, "a", "it"));
    }
    // These wait: the source plays later.
    Instant later = Instant.now().plusSeconds(30);
    desk.giveAll(drafts);
    desk.give(LabelDraft.ofTime("barn", later, later.plusSeconds(1), "b", "it"));
    try (ClipCutter cutter = cutter()) {
      await().atMost(PATIENCE).until(() -> !clips().isEmpty());
    }
    long atRestart = records(Topic.CLIPS).size();
    play("barn", 60, 0);
    desk.giveAll(drafts.subList(0, 50));
    try (ClipCutter cutter = cutter()) {
      await().atMost(PATIENCE).until(() -> clips().size() == 150 + 1 + 50);
    }
    // Once more, with nothing to do: what is settled is not cut again.
    try (ClipCutter cutter = cutter()) {
      String last = give(LabelDraft.ofSamples("porch", session, 5, 900, "z", "it"));
      await().atMost(PATIENCE).until(() -> clips().containsKey(last));
    }
    assertThat(records(Topic.CLIPS)).hasSize(150 + 1 + 50 + 1);
    assertThat(atRestart).isBetween(1L, 150L);
    for (ClipCut clip : clips().values()) {
      assertSamples(clip.getSourceId(), clip, clip.getFirstSampleIndex(), clip.getEndSampleIndex());
    }
  }

  private ClipCutter cutter() {
    return ClipCutter.start(broker.bootstrapServers(), PREFIX, store, registry, health);
  }

  private String give(LabelDraft draft) throws Exception {
    return desk.give(draft).getLabelId();
  }

  private double givenUp(String reason) {
    var counter = registry.find("argand.clips.given.up").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  /** Plays noise as 16-bit audio. */
  private void play(String source, int seconds, double speed) throws Exception {
    float[] samples = new float[seconds * RATE];
    CounterRandom random = CounterRandom.of(source.hashCode());
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat(-0.9f, 0.9f);
    }
    byte[] wav = WavWriter.bytes(new AudioClip(samples, RATE));
    played.put(source, Arrays.copyOfRange(wav, 44, wav.length));
    ingest.add(
        new SourceSpec(source, Files.write(folder.resolve(source + ".wav"), wav), speed, false));
  }

  private void assertSamples(String source, ClipCut clip, long first, long end) {
    try {
      PcmAudio wav = WavReader.read(store.path(clip.getSha256()));
      assertThat(clip.getFirstSampleIndex()).isEqualTo(first);
      assertThat(clip.getEndSampleIndex()).isEqualTo(end);
      assertThat(wav.format().sampleRateHz()).isEqualTo(RATE);
      byte[] whole = played.getOrDefault(source, new byte[0]);
      assertThat(wav.pcm())
          .isEqualTo(Arrays.copyOfRange(whole, (int) (2 * first), (int) (2 * end)));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The newest clip of each label. */
  private Map<String, ClipCut> clips() {
    Map<String, ClipCut> clips = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : records(Topic.CLIPS)) {
      if (record.value() == null) {
        clips.remove(record.key());
      } else {
        clips.put(record.key(), decode(CLIPS, record.value()));
      }
    }
    return clips;
  }

  private AudioFrame firstFrame(String source) {
    List<AudioFrame> found = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              records(Topic.AUDIO_FRAMES).stream()
                  .filter(record -> record.key().equals(source))
                  .findFirst()
                  .ifPresent(record -> found.add(decode(FRAMES, record.value())));
              return !found.isEmpty();
            });
    return found.get(0);
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> T decode(
      AvroCodec<T> codec, byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (dev.argand.schemas.WireFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every record of a topic at this moment. */
  private List<ConsumerRecord<String, byte[]>> records(Topic topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    Map<String, Object> configs = KafkaConfigs.consumer(broker.bootstrapServers(), "it", null);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(configs, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 0; i < topic.partitions(); i++) {
        partitions.add(new TopicPartition(topic.topicName(PREFIX), i));
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
