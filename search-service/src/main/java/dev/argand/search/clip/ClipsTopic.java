package dev.argand.search.clip;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads the topic of clips from its beginning to its present end. */
final class ClipsTopic {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Polls in a row without a record until Kafka is taken to be away: half a minute. */
  private static final int MOST_EMPTY_POLLS = 150;

  /** Takes a record: its key, and its value or null. */
  interface Fold extends BiConsumer<String, byte @Nullable []> {}

  private ClipsTopic() {}

  /**
   * Reads every record.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
   */
  static void read(Consumer<String, byte[]> consumer, String topic, Fold fold) {
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    int empty = 0;
    while (consumer.position(partition) < end) {
      long before = consumer.position(partition);
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        fold.accept(record.key(), record.value());
      }
      empty = consumer.position(partition) > before ? 0 : empty + 1;
      if (empty > MOST_EMPTY_POLLS) {
        throw new TimeoutException(
            "%s: nothing came for %d s at offset %d of %d"
                .formatted(topic, MOST_EMPTY_POLLS * POLL.toMillis() / 1_000, before, end));
      }
    }
  }
}
