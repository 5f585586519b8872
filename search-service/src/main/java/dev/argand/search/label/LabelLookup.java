package dev.argand.search.label;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.SourcePartition;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Label;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What Kafka knows of a source that somebody labels: whether it was ever heard, and which of its
 * labels stand. It only reads. The topics must exist. Not thread-safe.
 */
public final class LabelLookup implements AutoCloseable {
  private static final AvroCodec<Label> LABELS = AvroCodec.of(Label.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(30);

  /** Newest frames that are looked at first: a source that is on the air is among them. */
  private static final long NEWEST = 2_000;

  private final Consumer<byte[], byte[]> consumer;
  private final String frames;
  private final String labels;

  /** Takes a record of one partition, in its order. */
  private interface Sink {
    /**
     * @return whether to go on
     */
    boolean accept(ConsumerRecord<byte[], byte[]> record);
  }

  /** A look into a cluster. */
  public LabelLookup(String bootstrap, String topicPrefix) {
    this.consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrap, "argand-label-lookup", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.frames = Topic.AUDIO_FRAMES.topicName(topicPrefix);
    this.labels = Topic.LABELS.topicName(topicPrefix);
  }

  /**
   * What {@code audio.frames} says of a source.
   *
   * @param isKnown false if it was not found in the time given, and frames are left unread
   * @param wasHeard whether it holds a frame of it
   * @param others sources that were met on the way
   */
  public record Heard(boolean isKnown, boolean wasHeard, Set<String> others) {
    public Heard {
      others = Set.copyOf(others);
    }
  }

  /**
   * Looks for a source in what {@code audio.frames} still holds, from its newest frames back. A
   * Kafka that does not let itself be read leaves it unknown.
   */
  public Heard heard(String sourceId, Duration atMost) {
    try {
      return look(sourceId, atMost);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      return new Heard(false, false, Set.of());
    }
  }

  private Heard look(String sourceId, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    TopicPartition own = partition(frames, Topic.AUDIO_FRAMES, sourceId);
    List<TopicPartition> all =
        IntStream.range(0, Topic.AUDIO_FRAMES.partitions())
            .mapToObj(number -> new TopicPartition(frames, number))
            .toList();
    Set<String> others = new TreeSet<>();
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(all, atMost);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all, atMost);
    long least = begins.getOrDefault(own, 0L);
    long read = ends.getOrDefault(own, 0L);
    for (long step = NEWEST; read > least; step *= 2) {
      long from = Math.max(least, read - step);
      if (isMet(sourceId, own, from, read, deadline, others)) {
        return new Heard(true, true, others);
      }
      if (System.nanoTime() > deadline) {
        return new Heard(false, false, others);
      }
      read = from;
    }
    for (TopicPartition other : all) {
      if (!other.equals(own)) {
        long end = ends.getOrDefault(other, 0L);
        long from = Math.max(begins.getOrDefault(other, 0L), end - NEWEST);
        isMet(sourceId, other, from, end, deadline, others);
      }
    }
    return new Heard(true, false, others);
  }

  /**
   * Ids of the labels of a source that were given and not withdrawn.
   *
   * @throws TimeoutException if Kafka gives nothing for half a minute
   */
  public Set<String> standing(String sourceId) {
    TopicPartition partition = partition(labels, Topic.LABELS, sourceId);
    Set<String> standing = new TreeSet<>();
    long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    read(
        partition,
        begin,
        end,
        Long.MAX_VALUE,
        record -> {
          if (record.key() != null) {
            String id = new String(record.key(), StandardCharsets.UTF_8);
            if (stands(record, sourceId)) {
              standing.add(id);
            } else {
              standing.remove(id);
            }
          }
          return true;
        });
    return standing;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static boolean stands(ConsumerRecord<byte[], byte[]> record, String sourceId) {
    if (record.value() == null) {
      return false;
    }
    try {
      Label label = LABELS.decode(record.value());
      return label.getLabel() != null && label.getSourceId().equals(sourceId);
    } catch (WireFormatException noLabel) {
      return false;
    }
  }

  private boolean isMet(
      String sourceId,
      TopicPartition partition,
      long from,
      long to,
      long deadline,
      Set<String> others) {
    boolean[] met = {false};
    read(
        partition,
        from,
        to,
        deadline,
        record -> {
          if (record.key() != null) {
            String source = new String(record.key(), StandardCharsets.UTF_8);
            met[0] = source.equals(sourceId);
            others.add(source);
          }
          return !met[0];
        });
    return met[0];
  }

  /**
   * Reads [from, to) until the sink has enough.
   *
   * @param deadline nanoseconds at which it ends quietly
   */
  private void read(TopicPartition partition, long from, long to, long deadline, Sink sink) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    long lastNanos = System.nanoTime();
    while (consumer.position(partition) < to && System.nanoTime() < deadline) {
      List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < to && !sink.accept(record)) {
          return;
        }
      }
      if (!records.isEmpty()) {
        lastNanos = System.nanoTime();
      } else if (System.nanoTime() - lastNanos > GIVE_UP_AFTER.toNanos()) {
        throw new TimeoutException(
            "no record of %s came for %d s".formatted(partition, GIVE_UP_AFTER.toSeconds()));
      }
    }
  }

  private static TopicPartition partition(String name, Topic topic, String sourceId) {
    return new TopicPartition(name, SourcePartition.of(sourceId, topic.partitions()));
  }
}
