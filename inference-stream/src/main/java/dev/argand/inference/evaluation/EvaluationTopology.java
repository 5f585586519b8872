package dev.argand.inference.evaluation;

import dev.argand.inference.RecordTime;
import dev.argand.schemas.SourcePartition;
import dev.argand.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The one sub-topology: recognitions and labels of the same partition in, evaluations out, both
 * sides of the join in changelogged stores on disk.
 *
 * <p>Records are bytes at both ends, so that whatever arrives reaches a processor. Names of
 * processors and stores are part of a running deployment's state: changing one means draining it.
 */
final class EvaluationTopology {
  static final String RECOGNITION_SOURCE = "recognitions";
  static final String LABEL_SOURCE = "labels";
  static final String RECOGNITION_PROCESSOR = "hear";
  static final String LABEL_PROCESSOR = "label";
  static final String SINK = "evaluations";
  static final String WINDOW_STORE = "windows";
  static final String LABEL_STORE = "given-labels";
  static final String INDEX_STORE = "index";

  /** What clocks of machines that are told the time may differ by, and more. */
  static final Duration MOST_AHEAD = Duration.ofMinutes(5);

  /** What leaves the stores is soon gone from their changelogs too. */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 << 20),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(Duration.ofHours(1).toMillis()));

  private EvaluationTopology() {}

  /**
   * Builds the topology; no client is made.
   *
   * @param topicPrefix before each topic's name, may be empty
   * @param metrics counts what is read, refused and dropped
   * @param clock bounds the time of records
   */
  static Topology build(String topicPrefix, EvaluationMetrics metrics, Clock clock) {
    RecordTime time = new RecordTime(clock, MOST_AHEAD);
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            RECOGNITION_SOURCE,
            time,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topic.RECOGNITIONS.topicName(topicPrefix))
        .addSource(
            AutoOffsetReset.earliest(),
            LABEL_SOURCE,
            time,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topic.LABELS.topicName(topicPrefix))
        .addProcessor(
            RECOGNITION_PROCESSOR,
            () -> new RecognitionProcessor(metrics, time),
            RECOGNITION_SOURCE)
        .addProcessor(LABEL_PROCESSOR, () -> new LabelProcessor(metrics, time), LABEL_SOURCE)
        .addStateStore(
            store(WINDOW_STORE, Serdes.String(), StoredBytes.window()),
            RECOGNITION_PROCESSOR,
            LABEL_PROCESSOR)
        .addStateStore(
            store(LABEL_STORE, Serdes.String(), StoredBytes.label()),
            RECOGNITION_PROCESSOR,
            LABEL_PROCESSOR)
        .addStateStore(
            store(INDEX_STORE, Serdes.Bytes(), Serdes.ByteArray()),
            RECOGNITION_PROCESSOR,
            LABEL_PROCESSOR)
        .addSink(
            SINK,
            Topic.EVALUATIONS.topicName(topicPrefix),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            (topic, windowId, value, partitions) ->
                Optional.of(Set.of(partition(windowId, partitions))),
            RECOGNITION_PROCESSOR,
            LABEL_PROCESSOR);
  }

  /** Of the source in the window's id: a tombstone has no other. */
  private static int partition(byte[] windowId, int partitions) {
    String source = HeardWindow.sourceOf(new String(windowId, StandardCharsets.UTF_8));
    return SourcePartition.of(source, partitions);
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(
      String name, Serde<K> keys, Serde<V> values) {
    // On disk: two days of windows need not fit in memory. The cache defers changelog writes to the
    // commit, never a forward.
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values)
        .withLoggingEnabled(CHANGELOG)
        .withCachingEnabled();
  }
}
