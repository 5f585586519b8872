package dev.argand.search.clip;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic and commits, for a consumer group, no further than to the first record that is not
 * settled: whoever takes over reads that one again. Confined to one thread.
 */
final class SettlingReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SettlingReader.class);

  private final Consumer<String, byte[]> consumer;
  private final SettledOffsets offsets = new SettledOffsets();

  private SettlingReader(Consumer<String, byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * Reads all partitions, whoever else does: after a kill nobody waits for a lost member of the
   * group. Closing this closes the consumer.
   */
  static SettlingReader alone(Consumer<String, byte[]> consumer, String topic, int partitions) {
    consumer.assign(
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList());
    return new SettlingReader(consumer);
  }

  /**
   * Shares the partitions with the group. Closing this closes the consumer.
   *
   * @param lost hears of partitions that somebody else reads now: what is open of them is theirs
   */
  static SettlingReader sharing(
      Consumer<String, byte[]> consumer,
      String topic,
      java.util.function.Consumer<Collection<TopicPartition>> lost) {
    SettlingReader reader = new SettlingReader(consumer);
    reader.subscribe(topic, lost);
    return reader;
  }

  private void subscribe(
      String topic, java.util.function.Consumer<Collection<TopicPartition>> lost) {
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            offsets.forget(partitions);
            lost.accept(partitions);
          }

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            log.debug("{} are read from where they were settled", partitions);
          }
        });
  }

  /**
   * The next records, none of which is settled yet.
   *
   * @param full whether there is enough to do: nothing is taken then, and its place in the group is
   *     kept
   */
  ConsumerRecords<String, byte[]> poll(Duration atMost, boolean full) {
    if (full) {
      consumer.pause(consumer.assignment());
    } else if (!consumer.paused().isEmpty()) {
      consumer.resume(consumer.paused());
    }
    ConsumerRecords<String, byte[]> records = consumer.poll(atMost);
    for (ConsumerRecord<String, byte[]> record : records) {
      offsets.read(partition(record), record.offset());
    }
    return records;
  }

  /** Nothing more is to be done about a record; without a partition there is none. */
  void settled(@Nullable TopicPartition partition, long offset) {
    if (partition != null) {
      offsets.settled(partition, offset);
    }
  }

  /** Commits what is settled, if that is more than before. */
  void commit() {
    Map<TopicPartition, OffsetAndMetadata> settled = offsets.toCommit();
    if (!settled.isEmpty()) {
      consumer.commitSync(settled);
    }
  }

  static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
