package dev.argand.ingest;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.FrameGate;
import dev.argand.schemas.FrameGate.Refused;
import dev.argand.schemas.FrameGate.Sound;
import dev.argand.schemas.SourcePartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the last sessions off the end of {@code audio.frames}: of each source's partition the last
 * 2000 records, about 6 MB, for at most five seconds. A source that fell silent before that many
 * others' frames is not found, nor is any while Kafka is away: then nothing is known, and the
 * source begins all the same. What was read serves all sources that begin within ten seconds.
 * Thread-safe.
 */
final class TopicEnd implements LastSessions {
  private static final Logger log = LoggerFactory.getLogger(TopicEnd.class);
  private static final int RECORDS = 2_000;
  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;
  private final String topic;
  private final Map<Integer, Tail> tails = new HashMap<>();
  private int partitions;
  private long failedAtNanos = System.nanoTime() - FRESH.toNanos();

  /** The last session of each source of a partition. */
  private record Tail(Map<String, String> sessions, long readAtNanos) {}

  TopicEnd(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  @Override
  public synchronized Optional<String> of(String sourceId) throws InterruptedException {
    if (isFresh(failedAtNanos)) {
      return Optional.empty();
    }
    try {
      Tail tail = partitions == 0 ? null : tails.get(SourcePartition.of(sourceId, partitions));
      if (tail == null || !isFresh(tail.readAtNanos())) {
        tail = read(sourceId);
      }
      return Optional.ofNullable(tail.sessions().get(sourceId));
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("while looking for the last session of " + sourceId);
    } catch (KafkaException e) {
      failedAtNanos = System.nanoTime();
      log.warn("Source {}: its last session cannot be looked up: {}", sourceId, e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isFresh(long atNanos) {
    return System.nanoTime() - atNanos < FRESH.toNanos();
  }

  private Tail read(String sourceId) {
    Map<String, String> sessions = new HashMap<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "argand-ingest-last-sessions", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      long until = System.nanoTime() + WITHIN.toNanos();
      List<PartitionInfo> known = consumer.partitionsFor(topic, WITHIN);
      if (known == null || known.isEmpty()) {
        throw new UnknownTopicOrPartitionException("there is no topic " + topic);
      }
      partitions = known.size();
      TopicPartition partition =
          new TopicPartition(topic, SourcePartition.of(sourceId, partitions));
      consumer.assign(List.of(partition));
      List<TopicPartition> one = List.of(partition);
      long begin = Objects.requireNonNull(consumer.beginningOffsets(one, WITHIN).get(partition));
      long end = Objects.requireNonNull(consumer.endOffsets(one, WITHIN).get(partition));
      consumer.seek(partition, Math.max(begin, end - RECORDS));
      while (consumer.position(partition, WITHIN) < end && System.nanoTime() < until) {
        consumer.poll(POLL).forEach(record -> note(record, sessions));
      }
      Tail tail = new Tail(sessions, System.nanoTime());
      tails.put(partition.partition(), tail);
      return tail;
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record, Map<String, String> sessions) {
    FrameGate.Verdict verdict = FrameGate.read(record.key(), record.value(), record.timestamp());
    if (verdict instanceof Refused refused) {
      log.debug("A record at the end of {} is no frame: {}", topic, refused.detail());
    } else if (verdict instanceof Sound sound) {
      sessions.merge(
          sound.frame().getSourceId(),
          sound.frame().getSessionId(),
          (one, other) -> one.compareTo(other) > 0 ? one : other);
    }
  }
}
