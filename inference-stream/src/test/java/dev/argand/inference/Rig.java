package dev.argand.inference;

import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.inference.state.Head;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.DetectionId;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.ShedRange;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.FrontEnd;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology under Kafka's test driver; the wall clock moves only when it is told to. */
final class Rig implements AutoCloseable {
  static final String PREFIX = "test.";
  static final String APPLICATION = "rig";
  static final Instant NOW = Instant.ofEpochSecond(1_700_000_100);

  /** Windows of 0.256 s with a hop of 0.128 s at 8 kHz: small enough to run many. */
  static final FrontEnd SMALL = new FrontEnd(8_000, 2_048, 1_024, 256, 128, 8, 50, 3_900, 10);

  private static final AvroCodec<AudioFrame> FRAMES = AvroCodec.of(AudioFrame.class);
  private static final AvroCodec<Recognition> RECOGNITIONS = AvroCodec.of(Recognition.class);
  private static final AvroCodec<Detection> DETECTIONS = AvroCodec.of(Detection.class);
  private static final AvroCodec<ClipRequest> CLIPS = AvroCodec.of(ClipRequest.class);
  private static final AvroCodec<ShedRange> SHED = AvroCodec.of(ShedRange.class);

  final ModelSlot slot;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ManualClock clock = new ManualClock(NOW);
  final TopologyTestDriver driver;

  /** When the partition was last without backlog, as the topology is told. */
  long emptyAtMillis = Backlog.NEVER;

  /** When the instance began to serve, as the topology is told: long ago. */
  long servesSinceMillis;

  private final Set<Long> sentMillis = new HashSet<>(Set.of(NOW.toEpochMilli()));
  private final DetectionRule rule;
  private final HearingRule hearing;
  private final TestInputTopic<byte[], byte[]> frames;
  private final TestOutputTopic<byte[], byte[]> recognitions;
  private final TestOutputTopic<byte[], byte[]> detections;
  private final TestOutputTopic<byte[], byte[]> shed;
  private final TestOutputTopic<byte[], byte[]> wanted;
  private final TestOutputTopic<byte[], byte[]> quarantine;

  Rig(FrontEnd frontEnd) {
    this(seated(new FakeModel("model-1", frontEnd)));
  }

  Rig(ModelSlot slot) {
    this(slot, DetectionRule.USUAL);
  }

  Rig(ModelSlot slot, DetectionRule rule) {
    this(slot, rule, HearingRule.USUAL);
  }

  Rig(ModelSlot slot, DetectionRule rule, HearingRule hearing) {
    this(slot, rule, hearing, null);
  }

  /**
   * A topology of which records may be heard again.
   *
   * @param commits null where each is heard once
   */
  Rig(ModelSlot slot, DetectionRule rule, HearingRule hearing, @Nullable Commits commits) {
    this(slot, rule, hearing, commits, ChannelSelection.MIX);
  }

  /** A topology that hears other channels than the mix. */
  Rig(
      ModelSlot slot,
      DetectionRule rule,
      HearingRule hearing,
      @Nullable Commits commits,
      ChannelSelection channels) {
    this.slot = slot;
    this.rule = rule;
    this.hearing = hearing;
    InferenceMetrics metrics = new InferenceMetrics(registry);
    Topology topology =
        RecognitionTopology.build(
            PREFIX,
            () ->
                new RecogniseProcessor(
                    slot,
                    channels,
                    rule,
                    hearing,
                    partition -> emptyAtMillis,
                    metrics,
                    clock,
                    clock,
                    () -> servesSinceMillis,
                    commits));
    driver = new TopologyTestDriver(topology, StreamsSettings.of(config()), NOW);
    ByteArraySerializer in = new ByteArraySerializer();
    ByteArrayDeserializer out = new ByteArrayDeserializer();
    frames = driver.createInputTopic(Topic.AUDIO_FRAMES.topicName(PREFIX), in, in);
    recognitions = driver.createOutputTopic(Topic.RECOGNITIONS.topicName(PREFIX), out, out);
    detections = driver.createOutputTopic(Topic.DETECTIONS.topicName(PREFIX), out, out);
    shed = driver.createOutputTopic(Topic.RECOGNITIONS_SHED.topicName(PREFIX), out, out);
    wanted = driver.createOutputTopic(Topic.CLIPS_WANTED.topicName(PREFIX), out, out);
    quarantine = driver.createOutputTopic(Topic.AUDIO_QUARANTINE.topicName(PREFIX), out, out);
  }

  private static InferenceConfig config() {
    try {
      Path folder = Files.createTempDirectory("argand-rig");
      folder.toFile().deleteOnExit();
      return new InferenceConfig(
          "nowhere:1",
          PREFIX,
          folder,
          APPLICATION,
          folder,
          null,
          1,
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          ChannelSelection.MIX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Topology topology(String prefix) {
    return RecognitionTopology.build(
        prefix,
        () ->
            new RecogniseProcessor(
                new ModelSlot(),
                ChannelSelection.MIX,
                DetectionRule.USUAL,
                HearingRule.USUAL,
                partition -> Backlog.NEVER,
                new InferenceMetrics(new SimpleMeterRegistry()),
                new ManualClock(NOW),
                new ManualClock(NOW),
                () -> 0));
  }

  static ModelSlot seated(Model model) {
    ModelSlot slot = new ModelSlot();
    slot.swap(new Champion(model, 1, 1));
    return slot;
  }

  void send(AudioFrame frame) {
    sendBytes(key(frame), value(frame));
  }

  /** The frames' topic, whose records are of one time unless they say another. */
  TestInputTopic<byte[], byte[]> framesFrom(Instant time) {
    ByteArraySerializer in = new ByteArraySerializer();
    return driver.createInputTopic(
        Topic.AUDIO_FRAMES.topicName(PREFIX), in, in, time, Duration.ZERO);
  }

  static byte[] key(AudioFrame frame) {
    return frame.getSourceId().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] value(AudioFrame frame) {
    return FRAMES.encode(frame);
  }

  void send(List<AudioFrame> all) {
    all.forEach(this::send);
  }

  /** Sends what Kafka had taken some time before now. */
  void sendLate(AudioFrame frame, Duration age) {
    Instant sent = clock.instant().minus(age);
    sentMillis.add(sent.toEpochMilli());
    frames.pipeInput(
        new TestRecord<>(
            frame.getSourceId().getBytes(StandardCharsets.UTF_8), FRAMES.encode(frame), sent));
  }

  void sendBytes(byte @Nullable [] key, byte @Nullable [] value) {
    sentMillis.add(clock.millis());
    frames.pipeInput(new TestRecord<>(key, value, clock.instant()));
  }

  /** What came out since the last call. */
  List<Recognition> recognitions() {
    List<Recognition> read = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : recognitions.readRecordsToList()) {
      try {
        Recognition recognition = RECOGNITIONS.decode(record.value());
        if (!sentMillis.contains(record.timestamp())) {
          throw new AssertionError("the frame's Kafka timestamp was expected: " + record);
        }
        if (!recognition.getSourceId().equals(new String(record.key(), StandardCharsets.UTF_8))) {
          throw new AssertionError("key and sourceId differ: " + recognition);
        }
        read.add(recognition);
      } catch (WireFormatException e) {
        throw new AssertionError(e);
      }
    }
    return read;
  }

  /** What detections were written since the last call. */
  List<Detection> detections() {
    List<Detection> read = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : detections.readRecordsToList()) {
      try {
        Detection detection = DETECTIONS.decode(record.value());
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!detection.getDetectionId().equals(key)
            || !DetectionId.sourceOf(key).equals(detection.getSourceId())) {
          throw new AssertionError("key, detectionId and sourceId differ: " + detection);
        }
        read.add(detection);
      } catch (WireFormatException e) {
        throw new AssertionError(e);
      }
    }
    return read;
  }

  /** What was said to be given up since the last call. */
  List<ShedRange> shed() {
    List<ShedRange> read = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : shed.readRecordsToList()) {
      try {
        ShedRange range = SHED.decode(record.value());
        if (!range.getSourceId().equals(new String(record.key(), StandardCharsets.UTF_8))) {
          throw new AssertionError("key and sourceId differ: " + range);
        }
        read.add(range);
      } catch (WireFormatException e) {
        throw new AssertionError(e);
      }
    }
    return read;
  }

  /** What clips were asked for since the last call. */
  List<ClipRequest> wanted() {
    List<ClipRequest> read = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : wanted.readRecordsToList()) {
      try {
        ClipRequest clip = CLIPS.decode(record.value());
        if (!clip.getSourceId().equals(new String(record.key(), StandardCharsets.UTF_8))) {
          throw new AssertionError("key and sourceId differ: " + clip);
        }
        read.add(clip);
      } catch (WireFormatException e) {
        throw new AssertionError(e);
      }
    }
    return read;
  }

  /** Lets time pass without any audio. */
  void letPass(Duration length) {
    clock.advance(length);
    sentMillis.add(clock.millis());
    driver.advanceWallClockTime(length);
  }

  List<TestRecord<byte[], byte[]>> quarantined() {
    return quarantine.readRecordsToList();
  }

  /** Closes the driver and goes on with another one that has only what the stores held. */
  Rig restart() {
    return restart(slot);
  }

  Rig restart(ModelSlot newSlot) {
    return restart(new Rig(newSlot, rule, hearing));
  }

  Rig restart(Rig next) {
    List<KeyValue<String, ValueAndTimestamp<Head>>> heads = datedHeads();
    List<KeyValue<ChunkKey, Chunk>> chunks = chunks();
    List<KeyValue<String, SourceEvents>> events = events();
    driver.close();
    next.clock.set(clock.instant());
    KeyValueStore<String, ValueAndTimestamp<Head>> headStore = next.headStore();
    heads.forEach(entry -> headStore.put(entry.key, entry.value));
    KeyValueStore<ChunkKey, Chunk> chunkStore =
        next.driver.getKeyValueStore(RecognitionTopology.CHUNK_STORE);
    chunks.forEach(entry -> chunkStore.put(entry.key, entry.value));
    KeyValueStore<String, SourceEvents> eventStore =
        next.driver.getKeyValueStore(RecognitionTopology.EVENT_STORE);
    events.forEach(entry -> eventStore.put(entry.key, entry.value));
    return next;
  }

  List<KeyValue<String, SourceEvents>> events() {
    return all(RecognitionTopology.EVENT_STORE);
  }

  List<KeyValue<String, Head>> heads() {
    return datedHeads().stream()
        .map(entry -> KeyValue.pair(entry.key, entry.value.value()))
        .toList();
  }

  /** Heads, each with when its source was last heard. */
  List<KeyValue<String, ValueAndTimestamp<Head>>> datedHeads() {
    return all(headStore());
  }

  KeyValueStore<String, ValueAndTimestamp<Head>> headStore() {
    return driver.getTimestampedKeyValueStore(RecognitionTopology.HEAD_STORE);
  }

  List<KeyValue<ChunkKey, Chunk>> chunks() {
    return all(RecognitionTopology.CHUNK_STORE);
  }

  private <K, V> List<KeyValue<K, V>> all(String storeName) {
    return all(driver.<K, V>getKeyValueStore(storeName));
  }

  private static <K, V> List<KeyValue<K, V>> all(KeyValueStore<K, V> store) {
    List<KeyValue<K, V>> entries = new ArrayList<>();
    try (KeyValueIterator<K, V> iterator = store.all()) {
      iterator.forEachRemaining(entries::add);
    }
    return entries;
  }

  /** What a counter says, with a value for each of its tags; 0 before it is there. */
  double count(InferenceMeters meter, String... tagValues) {
    Counter counter = registry.find(meter.meterName()).tags(meter.tags(tagValues)).counter();
    return counter == null ? 0 : counter.count();
  }

  /** A topic of the driver as bytes, such as a changelog. */
  List<TestRecord<byte[], byte[]>> written(String topic) {
    ByteArrayDeserializer out = new ByteArrayDeserializer();
    return driver.createOutputTopic(topic, out, out).readRecordsToList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
