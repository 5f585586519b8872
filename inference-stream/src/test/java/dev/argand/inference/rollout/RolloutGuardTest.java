package dev.argand.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.rollout.RollbackPolicy.Mode;
import dev.argand.runtime.Health;
import dev.argand.runtime.LogFollower;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.Recognition;
import dev.argand.testkit.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutGuardTest {
  /** Every event is of the epoch. */
  private static final long WATCHED_UNTIL_MILLIS = RollbackPolicy.defaults().watch().toMillis();

  private final List<AliasEvent> appended = new ArrayList<>();
  private long offset;

  @Test
  void breach_appendsOneEvent_thatExpectsTheGenerationThatWasJudged() {
    RolloutGuard guard = guard(Mode.ACT);
    begin(guard);
    guard.upToDate();
    assertThat(appended).isEmpty();
    heardNaN(guard);
    guard.upToDate();
    guard.upToDate();

    assertThat(appended).hasSize(1);
    AliasEvent event = appended.get(0);
    assertThat(event.getAlias()).isEqualTo("challenger");
    assertThat(event.getDigest()).isNull();
    assertThat(event.getExpectedGeneration()).isEqualTo(2);
    assertThat(event.getWho()).isEqualTo("rollout guard");
    assertThat(event.getWhy()).startsWith("non-finite after 1 windows: ");

    // Its own event ends what it watches.
    alias(guard, event);
    guard.upToDate();
    assertThat(appended).hasSize(1);
  }

  @Test
  void eventThatLostItsRace_isSentAgainUnderTheNextGeneration() {
    RolloutGuard guard = guardOfNaN(Mode.ACT);
    guard.upToDate();
    alias(guard, new AliasEvent("pin/x", "x", 2L, "ann", "first", 0L));
    alias(guard, appended.get(0));
    guard.upToDate();

    assertThat(appended).hasSize(2);
    assertThat(appended.get(1).getExpectedGeneration()).isEqualTo(3);
  }

  @Test
  void logThatWasMadeAnew_isJudgedAnew() {
    RolloutGuard guard = guardOfNaN(Mode.ACT);
    guard.restarted();
    guard.upToDate();
    assertThat(appended).as("of a log that is gone").isEmpty();

    begin(guard);
    heardNaN(guard);
    guard.upToDate();
    assertThat(appended).hasSize(1);
    assertThat(appended.get(0).getExpectedGeneration()).isEqualTo(2);
  }

  @Test
  void dryRun_tellsAndChangesNothing() {
    RolloutGuard guard = guardOfNaN(Mode.DRY_RUN);
    guard.upToDate();
    assertThat(appended).isEmpty();
  }

  @Test
  void anotherChallenger_isJudgedAnew() {
    RolloutGuard guard = guardOfNaN(Mode.ACT);
    alias(guard, event(Rollout.aliasText(Rollout.CHALLENGER, 100), "newer", 2));
    guard.upToDate();
    assertThat(appended).isEmpty();
  }

  @Test
  void rubbish_changesNothing() {
    RolloutGuard guard = guard(Mode.ACT);
    begin(guard);
    guard.accept(record(Topic.RECOGNITIONS, new byte[] {1, 2, 3}));
    guard.accept(record(Topic.MODEL_ALIASES, new byte[] {1, 2, 3}));
    guard.accept(record(Topic.RECOGNITIONS, null));
    heardNaN(guard);
    guard.upToDate();
    assertThat(appended).hasSize(1);
  }

  @Test
  void championThatWasNotTried_isTakenBackToTheOneBefore() {
    RolloutGuard guard = guard(Mode.ACT);
    alias(guard, event("champion", "old", 0));
    alias(guard, event("champion", "new", 1));
    heardNaN(guard, WATCHED_UNTIL_MILLIS);
    guard.upToDate();

    assertThat(appended).hasSize(1);
    AliasEvent event = appended.get(0);
    assertThat(event.getAlias()).isEqualTo("champion");
    assertThat(event.getDigest()).isEqualTo("old");
    assertThat(event.getExpectedGeneration()).isEqualTo(2);
    assertThat(event.getWhy()).startsWith("non-finite after 1 windows: ");

    // What came back is not watched in its turn.
    alias(guard, event);
    heardNaN(guard);
    guard.upToDate();
    assertThat(appended).hasSize(1);
  }

  @Test
  void championThatWasTried_orServesForLonger_isNot() {
    RolloutGuard late = guard(Mode.ACT);
    alias(late, event("champion", "old", 0));
    alias(late, event("champion", "new", 1));
    heardNaN(late, WATCHED_UNTIL_MILLIS + 1);
    late.upToDate();
    assertThat(appended).isEmpty();

    RolloutGuard tried = guard(Mode.ACT);
    begin(tried);
    alias(tried, event("champion", "new", 2));
    heardNaN(tried);
    tried.upToDate();
    assertThat(appended).isEmpty();
  }

  /** What the new one says is a label that the old one lacks: such windows are not compared. */
  @Test
  void whatWasSaid_isJudgedByWhatIsAnnounced_howeverTheTwoAreRead() throws Exception {
    assertThat(restartedBeside(List.of("background", "bell"))).isEmpty();
    // With all labels known to both it is a disagreement, so the test can fail.
    assertThat(restartedBeside(List.of("background", "bell", "dog", "rain"))).hasSize(1);
  }

  /** A guard that is started when all was said, and reads announcements last, if it may. */
  private List<AliasEvent> restartedBeside(List<String> labelsBefore) throws Exception {
    appended.clear();
    RolloutGuard guard = guard(Mode.ACT);
    List<TopicPartition> all =
        LogFollower.partitionsOf("", Topic.MODEL_ALIASES, Topic.MODELS, Topic.RECOGNITIONS);
    TopicPartition aliases = new TopicPartition(Topic.MODEL_ALIASES.topicName(""), 0);
    TopicPartition models = new TopicPartition(Topic.MODELS.topicName(""), 0);
    TopicPartition said = new TopicPartition(Topic.RECOGNITIONS.topicName(""), 0);
    MockConsumer<byte[], byte[]> consumer = consumerOf(all);
    consumer.updateEndOffsets(Map.of(aliases, 2L, models, 2L, said, 80L));
    AvroCodec<AliasEvent> events = AvroCodec.of(AliasEvent.class);
    AvroCodec<Recognition> recognitions = AvroCodec.of(Recognition.class);
    AvroCodec<ModelAnnouncement> announcements = AvroCodec.of(ModelAnnouncement.class);
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(at(aliases, 0, events.encode(event("champion", "old", 0))));
          consumer.addRecord(at(aliases, 1, events.encode(event("champion", "new", 1))));
          for (int k = 0; k < 40; k++) {
            consumer.addRecord(
                at(
                    said,
                    2 * k,
                    recognitions.encode(RolloutWatchTest.answer("hall", k, true, 3, 2, 0.9f))));
            consumer.addRecord(
                at(
                    said,
                    2 * k + 1,
                    recognitions.encode(RolloutWatchTest.answer("hall", k, false, 1, 2, 0.9f))));
          }
        });
    consumer.schedulePollTask(
        () -> {
          List<String> labels = List.of("background", "bell", "dog", "rain");
          consumer.addRecord(
              at(models, 0, announcements.encode(RolloutWatchTest.model("new", labels, false))));
          consumer.addRecord(
              at(
                  models,
                  1,
                  announcements.encode(RolloutWatchTest.model("old", labelsBefore, false))));
        });
    Health health = new Health();
    try (LogFollower follower = guard.follower("", () -> consumer, health)) {
      follower.start();
      await().until(health::isReady);
      // It decides before it polls again.
      CountDownLatch polledAgain = new CountDownLatch(1);
      consumer.schedulePollTask(polledAgain::countDown);
      assertThat(polledAgain.await(10, TimeUnit.SECONDS)).isTrue();
    }
    return List.copyOf(appended);
  }

  /** Every time lies before the first record. */
  private static MockConsumer<byte[], byte[]> consumerOf(List<TopicPartition> all) {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            times.keySet().forEach(one -> found.put(one, new OffsetAndTimestamp(0, 0)));
            return found;
          }
        };
    Map<TopicPartition, Long> none = new HashMap<>();
    all.forEach(one -> none.put(one, 0L));
    consumer.updateBeginningOffsets(none);
    consumer.updateEndOffsets(none);
    return consumer;
  }

  private static ConsumerRecord<byte[], byte[]> at(
      TopicPartition partition, long offset, byte[] value) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private RolloutGuard guard(Mode mode) {
    RollbackPolicy usual = RollbackPolicy.defaults();
    RollbackPolicy policy =
        new RollbackPolicy(
            mode,
            usual.windows(),
            usual.least(),
            usual.rateLow(),
            usual.rateHigh(),
            usual.disagreement(),
            usual.leastSaid(),
            usual.timeFactor(),
            usual.timeFloorMillis(),
            usual.watch());
    return new RolloutGuard("", policy, appended::add, new ManualClock(Instant.EPOCH));
  }

  /** A guard that has heard the challenger say no number. */
  private RolloutGuard guardOfNaN(Mode mode) {
    RolloutGuard guard = guard(mode);
    begin(guard);
    heardNaN(guard);
    return guard;
  }

  private void begin(RolloutGuard guard) {
    alias(guard, event("champion", "old", 0));
    alias(guard, event(Rollout.aliasText(Rollout.CHALLENGER, 100), "new", 1));
  }

  private void heardNaN(RolloutGuard guard) {
    heardNaN(guard, 0);
  }

  private void heardNaN(RolloutGuard guard, long millis) {
    Recognition recognition = RolloutWatchTest.answer("hall", offset, true, 1, 9, Float.NaN);
    guard.accept(
        new ConsumerRecord<>(
            Topic.RECOGNITIONS.topicName(""),
            0,
            offset++,
            millis,
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[0],
            AvroCodec.of(Recognition.class).encode(recognition),
            new RecordHeaders(),
            Optional.empty()));
  }

  private void alias(RolloutGuard guard, AliasEvent event) {
    guard.accept(record(Topic.MODEL_ALIASES, AvroCodec.of(AliasEvent.class).encode(event)));
  }

  private static AliasEvent event(String alias, String digest, long expected) {
    return new AliasEvent(alias, digest, expected, "test", "test", 0L);
  }

  private ConsumerRecord<byte[], byte[]> record(Topic topic, byte @Nullable [] value) {
    return new ConsumerRecord<>(topic.topicName(""), 0, offset++, null, value);
  }
}
