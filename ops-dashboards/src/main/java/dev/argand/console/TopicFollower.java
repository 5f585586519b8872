package dev.argand.console;

import dev.argand.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics on a thread of its own, outside every group, from a number of records before their
 * ends and then for ever. When Kafka fails, it goes on after a pause from where it was.
 */
final class TopicFollower implements AutoCloseable {
  /** As the number of records to begin with: all of them. */
  static final long ALL = Long.MAX_VALUE;

  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  /** What is done with a record. */
  interface Handler {
    /**
     * Takes a record on the follower's thread.
     *
     * @param isLive it came after the follower had started
     */
    void accept(Topic topic, ConsumerRecord<byte[], byte[]> record, boolean isLive);
  }

  private final String name;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<TopicPartition, Topic> topics = new HashMap<>();
  private final Map<Topic, Long> tails;
  private final Handler handler;
  private final FeedStatus status;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> firstLive = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * A follower that is not started.
   *
   * @param consumers a new consumer outside every group
   * @param tails topics, each with how many records of a partition to begin with
   */
  TopicFollower(
      String name,
      Supplier<Consumer<byte[], byte[]>> consumers,
      String topicPrefix,
      Map<Topic, Long> tails,
      Handler handler,
      FeedStatus status) {
    this.name = name;
    this.consumers = consumers;
    this.tails = Map.copyOf(tails);
    this.handler = handler;
    this.status = status;
    for (Topic topic : tails.keySet()) {
      for (int i = 0; i < topic.partitions(); i++) {
        topics.put(new TopicPartition(topic.topicName(topicPrefix), i), topic);
      }
    }
    status.connected(name, false);
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join(CLOSE_WITHIN.toMillis());
    if (thread.isAlive()) {
      log.warn("{} still waits for Kafka after {} s; it is left", name, CLOSE_WITHIN.toSeconds());
    }
  }

  private void run() {
    try {
      while (!isClosed()) {
        followUntilItFails();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      status.connected(name, false);
      log.error("{} ended; the page no longer shows what it reads", name, e);
    }
  }

  private void followUntilItFails() throws InterruptedException {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      seek(consumer);
      while (!isClosed()) {
        poll(consumer);
      }
    } catch (KafkaException e) {
      status.connected(name, false);
      log.warn("{} cannot read, trying again in {} s", name, PAUSE.toSeconds(), e);
      if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("{} was closed while waiting for Kafka", name);
      }
    }
  }

  private void seek(Consumer<byte[], byte[]> consumer) {
    consumer.assign(topics.keySet());
    if (positions.isEmpty()) {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(topics.keySet());
      firstLive.putAll(consumer.endOffsets(topics.keySet()));
      firstLive.forEach(
          (partition, end) -> {
            long tail = tails.getOrDefault(topics.get(partition), ALL);
            long begin = begins.getOrDefault(partition, 0L);
            positions.put(partition, tail == ALL ? begin : Math.max(begin, end - tail));
          });
    }
    positions.forEach(consumer::seek);
  }

  private void poll(Consumer<byte[], byte[]> consumer) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      Topic topic = topics.get(partition);
      if (topic != null) {
        boolean isLive = record.offset() >= firstLive.getOrDefault(partition, 0L);
        handler.accept(topic, record, isLive);
      }
      positions.put(partition, record.offset() + 1);
    }
    status.connected(name, connections(consumer) > 0);
  }

  /** A consumer says nothing while its brokers are away; its own count of connections does. */
  private static double connections(Consumer<byte[], byte[]> consumer) {
    return consumer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("connection-count"))
        .map(metric -> metric.getValue().metricValue())
        .filter(Number.class::isInstance)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .max()
        .orElse(1);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }
}
