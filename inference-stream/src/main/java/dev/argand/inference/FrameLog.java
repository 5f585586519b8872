package dev.argand.inference;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What {@code audio.frames} still holds, read by time. Not thread-safe. */
public final class FrameLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration BROKERS_DIFFER = Duration.ofMinutes(1);
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;

  /** Takes a record as it lies on the topic. */
  @FunctionalInterface
  public interface FrameSink {
    /** Takes a record of one partition, in the order of that partition. */
    void accept(byte @Nullable [] key, byte @Nullable [] value, long arrivedAtMillis);
  }

  FrameLog(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /** The log of a Kafka. */
  public static FrameLog open(String bootstrapServers, String topicPrefix) {
    return new FrameLog(
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "argand-replay", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer()),
        Topic.AUDIO_FRAMES.topicName(topicPrefix));
  }

  /**
   * Hands over every record that Kafka took in [from, to), as far as the topic has come when this
   * is called. Timestamps may be out of order: all that comes after {@code from} is looked at, but
   * for what lies behind a record that the broker itself dated well after {@code to}.
   *
   * @return how many records there were
   * @throws TimeoutException if Kafka gives nothing more for half a minute
   */
  public long read(Instant from, Instant to, FrameSink sink) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    Map<TopicPartition, Long> starts = starts(partitions, from, ends);
    consumer.assign(starts.keySet());
    starts.forEach(consumer::seek);
    long records = 0;
    long progressAtNanos = System.nanoTime();
    while (!isDone(starts.keySet(), ends)) {
      boolean progress = false;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        progress = true;
        TopicPartition partition = new TopicPartition(topic, record.partition());
        long end = ends.getOrDefault(partition, 0L);
        if (isBehind(record, to)) {
          ends.put(partition, Math.min(end, record.offset()));
        } else if (record.offset() < end && !isOutside(record, from, to)) {
          sink.accept(record.key(), record.value(), record.timestamp());
          records++;
        }
      }
      long now = System.nanoTime();
      if (progress) {
        progressAtNanos = now;
      } else if (now - progressAtNanos > GIVE_UP_AFTER.toNanos()) {
        throw new TimeoutException(
            "no record of %s came for %d s".formatted(topic, GIVE_UP_AFTER.toSeconds()));
      }
    }
    return records;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private boolean isDone(Iterable<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
    for (TopicPartition partition : partitions) {
      if (consumer.position(partition) < ends.getOrDefault(partition, 0L)) {
        return false;
      }
    }
    return true;
  }

  private Map<TopicPartition, Long> starts(
      List<TopicPartition> partitions, Instant from, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> starts = offsets(partitions, from);
    starts.entrySet().removeIf(at -> at.getValue() >= ends.getOrDefault(at.getKey(), 0L));
    return starts;
  }

  /** The first record at or after an instant, where there is one. */
  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, Instant at) {
    Map<TopicPartition, Long> asked = new HashMap<>();
    long millis = Math.max(0, at.toEpochMilli());
    partitions.forEach(partition -> asked.put(partition, millis));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    consumer
        .offsetsForTimes(asked)
        .forEach(
            (partition, found) -> {
              OffsetAndTimestamp first = found;
              if (first != null) {
                offsets.put(partition, first.offset());
              }
            });
    return offsets;
  }

  /** Whether nothing that follows can be before an instant: brokers' clocks hardly differ. */
  private static boolean isBehind(ConsumerRecord<byte[], byte[]> record, Instant to) {
    return record.timestampType() == TimestampType.LOG_APPEND_TIME
        && record.timestamp() - BROKERS_DIFFER.toMillis() >= to.toEpochMilli();
  }

  private static boolean isOutside(
      ConsumerRecord<byte[], byte[]> record, Instant from, Instant to) {
    return record.timestamp() < from.toEpochMilli() || record.timestamp() >= to.toEpochMilli();
  }
}
