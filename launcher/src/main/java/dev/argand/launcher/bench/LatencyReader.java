package dev.argand.launcher.bench;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what is committed of {@code recognitions} on a thread of its own, and notes how long after
 * Kafka took its last frame each one could be read.
 */
final class LatencyReader implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "latency-reader");
  private final String name;
  private long[] millis = new long[1 << 12];
  private int count;
  private boolean noting;

  /**
   * A reader that begins at the end.
   *
   * @param name of the sources whose recognitions count
   */
  LatencyReader(String bootstrapServers, String topicPrefix, String name) {
    this.name = name;
    consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "latency-reader", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < Topic.RECOGNITIONS.partitions(); i++) {
      partitions.add(new TopicPartition(Topic.RECOGNITIONS.topicName(topicPrefix), i));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.setDaemon(true);
    thread.start();
  }

  /** Forgets what was noted and notes from now on. */
  synchronized void begin() {
    count = 0;
    noting = true;
  }

  /** Sorted milliseconds of what was noted. */
  synchronized long[] end() {
    noting = false;
    long[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    return sorted;
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    thread.join();
    consumer.close();
  }

  private void run() {
    try {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (new String(record.key(), StandardCharsets.UTF_8).startsWith(name)) {
            note(System.currentTimeMillis() - record.timestamp());
          }
        }
      }
    } catch (WakeupException closing) {
      // Only close wakes it.
    }
  }

  private synchronized void note(long latency) {
    if (!noting) {
      return;
    }
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, 2 * count);
    }
    millis[count++] = latency;
  }
}
