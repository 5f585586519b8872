package dev.argand.inference.evaluation;

import dev.argand.runtime.Health;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Evaluation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds {@code evaluations} into the table on a thread of its own, from the beginning of every
 * partition, and shows the meters after each batch. When Kafka fails it goes on where it was after
 * a pause.
 */
final class EvaluationFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EvaluationFollower.class);
  private static final String COMPONENT = "accuracy";
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final List<TopicPartition> partitions;
  private final AccuracyTable table;
  private final EvaluationMetrics metrics;
  private final Health health;
  private final AvroCodec<Evaluation> codec = AvroCodec.of(Evaluation.class);
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "evaluation-follower");

  /**
   * A follower that is not started.
   *
   * @param consumers a new consumer outside every group, read_committed
   */
  EvaluationFollower(
      Supplier<Consumer<byte[], byte[]>> consumers,
      String topicPrefix,
      AccuracyTable table,
      EvaluationMetrics metrics,
      Health health) {
    this.consumers = consumers;
    this.partitions =
        IntStream.range(0, Topic.EVALUATIONS.partitions())
            .mapToObj(i -> new TopicPartition(Topic.EVALUATIONS.topicName(topicPrefix), i))
            .toList();
    this.table = table;
    this.metrics = metrics;
    this.health = health;
    thread.setDaemon(true);
  }

  void start() {
    health.ready(COMPONENT, false, "reading evaluations from the beginning");
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join(CLOSE_WITHIN.toMillis());
  }

  private void run() {
    try {
      while (!isClosed()) {
        followUntilItFails();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Evaluations are no longer followed", e);
      health.live(COMPONENT, false, "no longer followed: " + e);
    }
  }

  private void followUntilItFails() throws InterruptedException {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      follow(consumer);
    } catch (KafkaException e) {
      log.warn("Evaluations cannot be read, trying again in {} s", PAUSE.toSeconds(), e);
      health.ready(COMPONENT, false, "cannot be read: " + e.getMessage());
      if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("Closed while waiting for Kafka");
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    consumer.assign(partitions);
    for (TopicPartition partition : partitions) {
      consumer.seek(partition, next.getOrDefault(partition, 0L));
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    boolean reached = false;
    while (!isClosed()) {
      if (!reached && hasReached(consumer, ends)) {
        reached = true;
        metrics.show(table);
        health.ready(COMPONENT, true, "followed to its end");
      }
      long before = table.changes();
      consumer.poll(POLL).forEach(this::fold);
      if (reached && table.changes() != before) {
        metrics.show(table);
      }
    }
  }

  private void fold(ConsumerRecord<byte[], byte[]> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    if (record.key() == null) {
      metrics.poison(EvaluationPoison.BAD_EVALUATION);
      log.warn("An evaluation without a key at {} is ignored", record.offset());
      return;
    }
    String windowId = new String(record.key(), StandardCharsets.UTF_8);
    try {
      Evaluation evaluation = record.value() == null ? null : codec.decode(record.value());
      if (evaluation != null) {
        metrics.folded(evaluation);
      }
      table.fold(record.partition(), record.timestamp(), windowId, evaluation);
    } catch (WireFormatException e) {
      metrics.poison(EvaluationPoison.BAD_EVALUATION);
      log.warn("The evaluation of {} cannot be read and is ignored: {}", windowId, e.getMessage());
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
