package dev.argand.inference;

import dev.argand.runtime.Health;
import dev.argand.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Follows the alias log on a thread of its own, from its beginning: first to where it ended at the
 * start, and only then does it act on what the log says.
 *
 * <p>When Kafka fails, it begins again from nothing after a pause; the slot keeps its model
 * meanwhile.
 */
final class ChampionFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChampionFollower.class);
  private static final String COMPONENT = "alias log";
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final String aliasTopic;
  private final String modelTopic;
  private final ChampionSeat seat;
  private final Runnable afterFollowing;
  private final Health health;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * A follower that is not started.
   *
   * @param consumers a new consumer outside every group, read_committed
   * @param afterFollowing run on the follower's thread each time it has acted on the log
   */
  ChampionFollower(
      Supplier<Consumer<byte[], byte[]>> consumers,
      String topicPrefix,
      ChampionSeat seat,
      Runnable afterFollowing,
      Health health) {
    this.consumers = consumers;
    this.aliasTopic = Topic.MODEL_ALIASES.topicName(topicPrefix);
    this.modelTopic = Topic.MODELS.topicName(topicPrefix);
    this.seat = seat;
    this.afterFollowing = afterFollowing;
    this.health = health;
    this.thread = new Thread(this::run, "champion-follower");
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
      log.warn("A model is still loading after {} s; its thread is left", CLOSE_WITHIN.toSeconds());
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
      log.error("The alias log is no longer followed", e);
      health.live(COMPONENT, false, "no longer followed: " + e);
    }
  }

  private void followUntilItFails() throws InterruptedException {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      follow(consumer);
    } catch (KafkaException e) {
      log.warn("The alias log cannot be read, trying again in {} s", PAUSE.toSeconds(), e);
      health.ready(COMPONENT, false, "cannot be read: " + e.getMessage());
      if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("Closed while waiting for Kafka");
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    AliasLog aliases = new AliasLog();
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(aliasTopic, modelTopic)) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    health.ready(COMPONENT, false, "reading from the beginning");
    while (!isClosed() && !hasReached(consumer, ends)) {
      poll(consumer, aliases);
    }
    health.ready(COMPONENT, true, "followed to its end");
    while (!isClosed()) {
      seat.follow(aliases);
      afterFollowing.run();
      poll(consumer, aliases);
    }
  }

  private void poll(Consumer<byte[], byte[]> consumer, AliasLog aliases) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (record.value() == null) {
        // A tombstone: a compacted announcement; it takes no model out of use.
        continue;
      }
      if (record.topic().equals(aliasTopic)) {
        aliases.event(record.value());
      } else {
        aliases.announcement(record.value());
      }
    }
  }

  private static boolean hasReached(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }
}
