package dev.argand.inference;

import dev.argand.inference.state.EventSerdes;
import dev.argand.inference.state.Head;
import dev.argand.inference.state.StateSerdes;
import dev.argand.schemas.DetectionId;
import dev.argand.schemas.SourcePartition;
import dev.argand.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;

/**
 * The one sub-topology: frames in; recognitions, detections, shed ranges, requests for clips and
 * quarantined records out; audio and open detections in three changelogged in-memory stores.
 *
 * <p>Records are bytes at both ends, so that whatever arrives reaches the processor. Names of
 * processors and stores are part of a running deployment's state: changing one means draining it.
 */
final class RecognitionTopology {
  static final String FRAME_SOURCE = "frames";
  static final String PROCESSOR = "recognise";
  static final String RECOGNITION_SINK = "recognitions";
  static final String DETECTION_SINK = "detections";
  static final String SHED_SINK = "shed";
  static final String CLIP_SINK = "clips";
  static final String QUARANTINE_SINK = "quarantine";
  static final String HEAD_STORE = "head";
  static final String CHUNK_STORE = "chunks";
  static final String EVENT_STORE = "events";

  /**
   * Chunks live for seconds, so nearly all of a changelog is garbage: small segments and eager
   * cleaning keep what a restart must read short. Tombstones stay an hour, far longer than a
   * restore takes.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 << 20),
          TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(Duration.ofHours(1).toMillis()),
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 << 20));

  private RecognitionTopology() {}

  /**
   * Builds the topology; creates no client.
   *
   * @param topicPrefix before each topic's name, may be empty
   * @param processors a new processor a task
   */
  static Topology build(String topicPrefix, Supplier<RecogniseProcessor> processors) {
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            FRAME_SOURCE,
            new RecordTime(Clock.systemUTC()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topic.AUDIO_FRAMES.topicName(topicPrefix))
        .addProcessor(PROCESSOR, supplier(processors), FRAME_SOURCE)
        .addSink(
            RECOGNITION_SINK,
            Topic.RECOGNITIONS.topicName(topicPrefix),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            PROCESSOR)
        .addSink(
            DETECTION_SINK,
            Topic.DETECTIONS.topicName(topicPrefix),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            (topic, detectionId, value, partitions) ->
                Optional.of(Set.of(partition(detectionId, partitions))),
            PROCESSOR)
        .addSink(
            SHED_SINK,
            Topic.RECOGNITIONS_SHED.topicName(topicPrefix),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            PROCESSOR)
        .addSink(
            CLIP_SINK,
            Topic.CLIPS_WANTED.topicName(topicPrefix),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            PROCESSOR)
        .addSink(
            QUARANTINE_SINK,
            Topic.AUDIO_QUARANTINE.topicName(topicPrefix),
            new ByteArraySerializer(),
            new ByteArraySerializer(),
            PROCESSOR);
  }

  private static int partition(byte[] detectionId, int partitions) {
    String source = DetectionId.sourceOf(new String(detectionId, StandardCharsets.UTF_8));
    return SourcePartition.of(source, partitions);
  }

  private static ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier(
      Supplier<RecogniseProcessor> processors) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], byte[], byte[]> get() {
        return processors.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return new LinkedHashSet<>(
            List.of(
                headStore(),
                store(CHUNK_STORE, StateSerdes.chunkKey(), StateSerdes.chunk()),
                store(EVENT_STORE, Serdes.String(), EventSerdes.events())));
      }
    };
  }

  /**
   * With times, see {@link StoredHeads}. In the changelog a value is the same bytes with a time and
   * without, so either can be read as the other.
   */
  static StoreBuilder<TimestampedKeyValueStore<String, Head>> headStore() {
    return Stores.timestampedKeyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(HEAD_STORE), Serdes.String(), StateSerdes.head())
        .withLoggingEnabled(CHANGELOG)
        .withCachingEnabled();
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(
      String name, Serde<K> keys, Serde<V> values) {
    // The cache defers changelog writes to the commit, never a forward.
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values)
        .withLoggingEnabled(CHANGELOG)
        .withCachingEnabled();
  }
}
