package dev.argand.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.schemas.Topic;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

final class LogFollowerTest {
  private static final String COMPONENT = "a log";
  private static final TopicPartition LOG = new TopicPartition("log", 0);
  private static final String CURRENT = "up to date";
  private static final String RESTARTED = "restarted";

  private final Health health = new Health();
  private final Recorded recorded = new Recorded();
  private final Queue<MockConsumer<byte[], byte[]>> consumers = new ArrayDeque<>();

  /** What the fold was told, in order; being up to date once for each time that it became so. */
  private static class Recorded implements LogFollower.Fold {
    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
      told.add(new String(record.value(), UTF_8));
    }

    @Override
    public void upToDate() {
      if (told.isEmpty() || !told.get(told.size() - 1).equals(CURRENT)) {
        told.add(CURRENT);
      }
    }

    @Override
    public void restarted() {
      told.add(RESTARTED);
    }
  }

  @Test
  void fold_isUpToDate_onlyAfterWhatWasThereAtTheStart() throws Exception {
    MockConsumer<byte[], byte[]> consumer = consumer(2);
    consumer.schedulePollTask(() -> consumer.addRecord(record(0, "a")));
    consumer.schedulePollTask(() -> assertThat(isReady()).isFalse());
    consumer.schedulePollTask(() -> consumer.addRecord(record(1, "b")));
    try (LogFollower follower = follower()) {
      follower.start();
      await().until(() -> recorded.told.size() == 3);
      assertThat(isReady()).isTrue();
      consumer.schedulePollTask(() -> consumer.addRecord(record(2, "c")));
      await().until(() -> recorded.told.size() == 5);
    }
    assertThat(recorded.told).containsExactly("a", "b", CURRENT, "c", CURRENT);
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void emptyLog_isUpToDateAtOnce() throws Exception {
    consumer(0);
    try (LogFollower follower = follower()) {
      follower.start();
      await().until(() -> recorded.told.contains(CURRENT));
      assertThat(isReady()).isTrue();
    }
  }

  @Test
  void kafkaThatFails_isWaitedFor_andNothingIsFoldedTwice() throws Exception {
    MockConsumer<byte[], byte[]> first = consumer(2);
    first.schedulePollTask(() -> first.addRecord(record(0, "a")));
    first.schedulePollTask(() -> first.setPollException(new KafkaException("gone")));
    MockConsumer<byte[], byte[]> second = consumer(2);
    second.schedulePollTask(
        () -> {
          assertThat(second.position(LOG)).isEqualTo(1);
          second.addRecord(record(1, "b"));
        });
    try (LogFollower follower = follower()) {
      follower.start();
      await().until(() -> String.valueOf(health.readiness().get(COMPONENT)).contains("gone"));
      await().until(() -> recorded.told.contains(CURRENT));
    }
    assertThat(recorded.told).containsExactly("a", "b", CURRENT);
    assertThat(health.isLive()).isTrue();
  }

  @Test
  void foldThatThrows_isNoLongerAlive() throws Exception {
    MockConsumer<byte[], byte[]> consumer = consumer(1);
    consumer.schedulePollTask(() -> consumer.addRecord(record(0, "a")));
    LogFollower.Fold broken =
        failing(
            () -> {
              throw new IllegalStateException("no sense in it");
            });
    try (LogFollower follower = follower(broken)) {
      follower.start();
      await().until(() -> !health.isLive());
      assertThat(health.liveness().toString()).contains("no sense in it");
    }
  }

  /** Memory that ran out in the fold must not end in a follower that nobody misses. */
  @Test
  void foldThatThrowsAnError_isNoLongerAlive() throws Exception {
    MockConsumer<byte[], byte[]> consumer = consumer(1);
    consumer.schedulePollTask(() -> consumer.addRecord(record(0, "a")));
    LogFollower.Fold broken =
        failing(
            () -> {
              throw new OutOfMemoryError("no room for it");
            });
    try (LogFollower follower = follower(broken)) {
      follower.start();
      await().until(() -> !health.isLive());
      assertThat(health.liveness().toString()).contains("no longer followed", "no room for it");
      assertThat(isReady()).isFalse();
    }
  }

  @Test
  void topicThatWasMadeAnew_isFoldedFromItsBeginning_evenWhereItIsAsLong() throws Exception {
    AtomicReference<Uuid> id = new AtomicReference<>(Uuid.randomUuid());
    MockConsumer<byte[], byte[]> first = consumer(1);
    first.schedulePollTask(() -> first.addRecord(record(0, "old")));
    MockConsumer<byte[], byte[]> second = consumer(1);
    second.schedulePollTask(() -> second.addRecord(record(0, "new")));
    LogFollower.Identity identity =
        topics -> KafkaFuture.completedFuture(Map.of(LOG.topic(), id.get()));
    try (LogFollower follower = follower().identifiedBy(identity)) {
      follower.start();
      await().until(() -> recorded.told.contains(CURRENT));
      id.set(Uuid.randomUuid());
      await().until(() -> recorded.told.size() == 5);
    }
    assertThat(recorded.told).containsExactly("old", CURRENT, RESTARTED, "new", CURRENT);
  }

  @Test
  void topicThatEndsBeforeWhatWasRead_isFoldedFromItsBeginning() throws Exception {
    MockConsumer<byte[], byte[]> first = consumer(2);
    first.schedulePollTask(
        () -> {
          first.addRecord(record(0, "a"));
          first.addRecord(record(1, "b"));
        });
    first.schedulePollTask(() -> first.setPollException(new KafkaException("gone")));
    consumer(1);
    MockConsumer<byte[], byte[]> third = consumer(1);
    third.schedulePollTask(() -> third.addRecord(record(0, "c")));
    try (LogFollower follower = follower()) {
      follower.start();
      await().until(() -> recorded.told.contains("c"));
      await().until(this::isReady);
    }
    assertThat(recorded.told).containsSubsequence("a", "b", RESTARTED, "c");
  }

  @Test
  void partition_thatIsReadFromATimeOn_beginsThere_andGoesOnWhereItWasAfterAFailure()
      throws Exception {
    Instant time = Instant.ofEpochMilli(7_000);
    MockConsumer<byte[], byte[]> first = consumer(4, Map.of(time.toEpochMilli(), 2L));
    first.schedulePollTask(
        () -> {
          assertThat(first.position(LOG)).isEqualTo(2);
          first.addRecord(record(2, "c"));
        });
    first.schedulePollTask(() -> first.setPollException(new KafkaException("gone")));
    MockConsumer<byte[], byte[]> second = consumer(4, Map.of());
    second.schedulePollTask(
        () -> {
          assertThat(second.position(LOG)).isEqualTo(3);
          second.addRecord(record(3, "d"));
        });
    try (LogFollower follower = from(time)) {
      follower.start();
      await().until(() -> recorded.told.contains(CURRENT));
    }
    assertThat(recorded.told).containsExactly("c", "d", CURRENT);
  }

  @Test
  void partition_ofWhichAllIsOlder_beginsAtItsEnd() throws Exception {
    MockConsumer<byte[], byte[]> consumer = consumer(4, Map.of());
    try (LogFollower follower = from(Instant.EPOCH)) {
      follower.start();
      await().until(() -> recorded.told.contains(CURRENT));
      assertThat(consumer.position(LOG)).isEqualTo(4);
    }
  }

  private LogFollower from(Instant time) {
    return new LogFollower(
        COMPONENT,
        consumers::remove,
        List.of(LOG),
        LogFollower.since(time, List.of(LOG)),
        recorded,
        health);
  }

  @Test
  void partitionsThatComeFirst_areReadToTheirEnds_beforeAnythingOfTheOthers() throws Exception {
    TopicPartition names = new TopicPartition("names", 0);
    MockConsumer<byte[], byte[]> consumer = consumer(1);
    consumer.updateBeginningOffsets(Map.of(names, 0L));
    consumer.updateEndOffsets(Map.of(names, 2L));
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(record(0, "a"));
          consumer.addRecord(name(0, "first"));
        });
    consumer.schedulePollTask(() -> consumer.addRecord(name(1, "second")));
    try (LogFollower follower =
        new LogFollower(
            COMPONENT,
            consumers::remove,
            List.of(names),
            List.of(LOG),
            Map.of(),
            recorded,
            health)) {
      follower.start();
      await().until(() -> recorded.told.contains(CURRENT));
    }
    assertThat(recorded.told).containsExactly("first", "second", "a", CURRENT);
  }

  private static ConsumerRecord<byte[], byte[]> name(long offset, String value) {
    return new ConsumerRecord<>("names", 0, offset, null, value.getBytes(UTF_8));
  }

  @Test
  void partitionsOf_areAllOfEachTopic() {
    List<TopicPartition> partitions =
        LogFollower.partitionsOf("p.", Topic.MODELS, Topic.EVALUATIONS);

    assertThat(partitions)
        .hasSize(Topic.MODELS.partitions() + Topic.EVALUATIONS.partitions())
        .contains(new TopicPartition(Topic.EVALUATIONS.topicName("p."), 0))
        .doesNotHaveDuplicates();
    assertThat(new ArrayList<>(partitions)).allMatch(one -> one.topic().startsWith("p."));
  }

  private LogFollower follower() {
    return follower(recorded);
  }

  private LogFollower follower(LogFollower.Fold fold) {
    return new LogFollower(COMPONENT, consumers::remove, List.of(LOG), fold, health);
  }

  /** A fold that fails at its first record. */
  private static LogFollower.Fold failing(Runnable failure) {
    return new Recorded() {
      @Override
      public void accept(ConsumerRecord<byte[], byte[]> record) {
        failure.run();
      }
    };
  }

  private boolean isReady() {
    return health.isReady();
  }

  private MockConsumer<byte[], byte[]> consumer(long end) {
    return consumer(end, Map.of());
  }

  /** Kafka's own mock knows no times. */
  private MockConsumer<byte[], byte[]> consumer(long end, Map<Long, Long> offsetsByMillis) {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            times.forEach(
                (partition, millis) -> {
                  Long offset = offsetsByMillis.get(millis);
                  if (offset != null) {
                    found.put(partition, new OffsetAndTimestamp(offset, millis));
                  }
                });
            return found;
          }
        };
    consumer.updateBeginningOffsets(Map.of(LOG, 0L));
    consumer.updateEndOffsets(Map.of(LOG, end));
    consumers.add(consumer);
    return consumer;
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
    return new ConsumerRecord<>(LOG.topic(), LOG.partition(), offset, null, value.getBytes(UTF_8));
  }
}
