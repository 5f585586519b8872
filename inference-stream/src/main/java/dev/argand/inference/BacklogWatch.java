package dev.argand.inference;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka, when somebody wants to know, how far partitions have been heard: first for their
 * ends, then for what the group has committed. What follows from it {@link HeardMoments} says.
 */
final class BacklogWatch implements Backlog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BacklogWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private final Admin admin;
  private final String topic;
  private final String group;
  private final Clock clock;
  private final HeardMoments moments = new HeardMoments();
  private final Map<Integer, Boolean> wanted = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "backlog-watch");

  /**
   * A watch that is not started; it closes the client.
   *
   * @param clock is never set back
   */
  BacklogWatch(Admin admin, String topic, String group, Clock clock) {
    this.admin = admin;
    this.topic = topic;
    this.group = group;
    this.clock = clock;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public long emptyAtMillis(int partition) {
    wanted.put(partition, true);
    return moments.heardUpToMillis(partition);
  }

  /** Finds out about each partition that was asked for since the last call. */
  void look() throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (Integer partition : wanted.keySet()) {
      wanted.remove(partition);
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    if (asked.isEmpty()) {
      return;
    }
    long now = clock.millis();
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin.listOffsets(asked).all().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    ends.forEach(
        (partition, end) -> {
          OffsetAndMetadata heard = committed.get(partition);
          moments.look(
              partition.partition(), now, end.offset(), heard == null ? null : heard.offset());
        });
  }

  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join(ANSWER_WITHIN.toMillis());
    admin.close(ANSWER_WITHIN);
  }

  private void run() {
    try {
      while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        lookAndSurvive();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAndSurvive() throws InterruptedException {
    try {
      look();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // Nothing closes by wall clock meanwhile; who asks again makes it try again.
      log.debug("Whether audio waits cannot be told", e);
    }
  }
}
