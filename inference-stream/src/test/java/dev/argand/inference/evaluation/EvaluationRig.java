package dev.argand.inference.evaluation;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology under Kafka's test driver. */
final class EvaluationRig implements AutoCloseable {
  static final Instant NOW = Instant.ofEpochSecond(1_700_000_100);
  private static final String PREFIX = "test.";
  private static final AvroCodec<Recognition> RECOGNITIONS = AvroCodec.of(Recognition.class);
  private static final AvroCodec<Label> LABELS = AvroCodec.of(Label.class);
  private static final AvroCodec<Evaluation> EVALUATIONS = AvroCodec.of(Evaluation.class);

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> recognitions;
  private final TestInputTopic<byte[], byte[]> labels;
  private final TestOutputTopic<byte[], byte[]> evaluations;

  /** Long after all that the tests send, as when records are read anew. */
  EvaluationRig() {
    this(new ManualClock(NOW.plus(Duration.ofDays(365))));
  }

  EvaluationRig(Clock clock) {
    EvaluationConfig config = EvaluationConfig.of("nowhere:1", PREFIX, folder());
    driver =
        new TopologyTestDriver(
            EvaluationTopology.build(PREFIX, new EvaluationMetrics(registry), clock),
            EvaluationStreamsSettings.of(config),
            NOW);
    ByteArraySerializer in = new ByteArraySerializer();
    ByteArrayDeserializer out = new ByteArrayDeserializer();
    recognitions = driver.createInputTopic(Topic.RECOGNITIONS.topicName(PREFIX), in, in);
    labels = driver.createInputTopic(Topic.LABELS.topicName(PREFIX), in, in);
    evaluations = driver.createOutputTopic(Topic.EVALUATIONS.topicName(PREFIX), out, out);
  }

  void hear(Recognition recognition) {
    hear(recognition, NOW);
  }

  void hear(Recognition recognition, Instant at) {
    hearBytes(RECOGNITIONS.encode(recognition), at);
  }

  void hearBytes(byte @Nullable [] value, Instant at) {
    recognitions.pipeInput(new TestRecord<>(utf8("source"), value, at));
  }

  void label(Label label) {
    label(label, NOW);
  }

  void label(Label label, Instant at) {
    labelBytes(label.getLabelId(), LABELS.encode(label), at);
  }

  void labelBytes(@Nullable String key, byte @Nullable [] value, Instant at) {
    labels.pipeInput(new TestRecord<>(key == null ? null : utf8(key), value, at));
  }

  /** Lets the wall's clock go on, so that what is done by and by is done once more. */
  void goOn() {
    driver.advanceWallClockTime(LabelProcessor.SETTLE_EVERY);
  }

  /** A desk on the stores as they are, as of a process that starts here. */
  Desk desk(BiConsumer<String, @Nullable Evaluation> changed) {
    return new Desk(
        driver.getKeyValueStore(EvaluationTopology.WINDOW_STORE),
        driver.getKeyValueStore(EvaluationTopology.LABEL_STORE),
        driver.getKeyValueStore(EvaluationTopology.INDEX_STORE),
        new EvaluationMetrics(new SimpleMeterRegistry()),
        changed);
  }

  IntervalIndex index() {
    return new IntervalIndex(driver.getKeyValueStore(EvaluationTopology.INDEX_STORE));
  }

  /** What came out since the last call, in order; null for a tombstone. */
  List<@Nullable Evaluation> evaluations() {
    List<@Nullable Evaluation> read = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : evaluations.readRecordsToList()) {
      read.add(decode(record));
    }
    return read;
  }

  /** What a reader of the whole topic would know, of what came out since the last call. */
  Map<String, Evaluation> folded() {
    Map<String, Evaluation> folded = new LinkedHashMap<>();
    for (TestRecord<byte[], byte[]> record : evaluations.readRecordsToList()) {
      Evaluation evaluation = decode(record);
      String windowId = new String(record.key(), StandardCharsets.UTF_8);
      if (evaluation == null) {
        folded.remove(windowId);
      } else {
        folded.put(windowId, evaluation);
      }
    }
    return folded;
  }

  /** Entries of all stores but the index's classes. */
  int stored() {
    int entries = 0;
    for (String name :
        List.of(
            EvaluationTopology.WINDOW_STORE,
            EvaluationTopology.LABEL_STORE,
            EvaluationTopology.INDEX_STORE)) {
      KeyValueStore<Object, Object> store = driver.getKeyValueStore(name);
      try (KeyValueIterator<Object, Object> all = store.all()) {
        while (all.hasNext()) {
          String key = all.next().key.toString();
          entries += name.equals(EvaluationTopology.INDEX_STORE) && key.startsWith("c") ? 0 : 1;
        }
      }
    }
    return entries;
  }

  double count(EvaluationMeters meter, String... tags) {
    return registry.get(meter.meterName()).tags(tags).counter().count();
  }

  @Override
  public void close() {
    driver.close();
  }

  private static @Nullable Evaluation decode(TestRecord<byte[], byte[]> record) {
    try {
      return record.value() == null ? null : EVALUATIONS.decode(record.value());
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("argand-evaluation");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
