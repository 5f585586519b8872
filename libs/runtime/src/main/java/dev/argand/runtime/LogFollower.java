package dev.argand.runtime;

import dev.argand.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds topics on a thread of its own, outside every group: from their beginnings, or from a time
 * on, to where they ended at the start, and then for ever. Some of them may be read to their ends
 * before anything of the others is. When Kafka fails it goes on where it was after a pause.
 *
 * <p>Topics that were deleted and made again are other logs under the same names. They are noticed
 * by their ids, and by a place that lies behind what was read; the fold then begins anew.
 *
 * <p>Its component of health is ready while the fold is up to date, and no longer alive once the
 * fold has thrown anything but a {@link KafkaException}, an {@link Error} too.
 */
public final class LogFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

  /** What is made of the records, on the follower's thread alone. */
  public interface Fold {
    /** Takes the next record; its value is null for a tombstone. */
    void accept(ConsumerRecord<byte[], byte[]> record);

    /**
     * Everything that was there when reading began has been taken. Called then, and again after
     * every poll, about four times a second, whether it brought something or not.
     */
    void upToDate();

    /**
     * The topics are others than before, and are read from their beginnings next: what was folded
     * is no longer what they say.
     */
    void restarted();
  }

  /** Says which topics there are: another id under the same name is another topic. */
  @FunctionalInterface
  public interface Identity {
    /** An identity that is never another: topics are told apart by their places alone. */
    Identity NONE = topics -> KafkaFuture.completedFuture(Map.of());

    /** Ids by name of those that exist; asks without waiting. */
    KafkaFuture<Map<String, Uuid>> of(Collection<String> topics);

    /** As the cluster's controller knows them; the client stays the caller's. */
    static Identity of(Admin admin) {
      return topics ->
          admin
              .describeTopics(topics)
              .allTopicNames()
              .thenApply(
                  found ->
                      found.values().stream()
                          .collect(
                              Collectors.toMap(TopicDescription::name, TopicDescription::topicId)));
    }
  }

  private final String component;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final List<TopicPartition> partitions;
  private final List<TopicPartition> later;
  private final Map<TopicPartition, Instant> begins;
  private final Fold fold;
  private final Health health;
  private Identity identity = Identity.NONE;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<String, Uuid> ids = new HashMap<>();
  private KafkaFuture<Map<String, Uuid>> asked = KafkaFuture.completedFuture(Map.of());
  private long askedAtNanos = System.nanoTime() - ASK_EVERY.toNanos();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * A follower that is not started, of whole topics.
   *
   * @param component of health, in words: what is followed
   * @param consumers a new consumer outside every group, read_committed
   */
  public LogFollower(
      String component,
      Supplier<Consumer<byte[], byte[]>> consumers,
      List<TopicPartition> partitions,
      Fold fold,
      Health health) {
    this(component, consumers, partitions, Map.of(), fold, health);
  }

  /**
   * A follower that is not started.
   *
   * @param component of health, in words: what is followed
   * @param consumers a new consumer outside every group, read_committed
   * @param begins of partitions that are not read whole, the age beyond which records are left out;
   *     see {@link #since}
   */
  public LogFollower(
      String component,
      Supplier<Consumer<byte[], byte[]>> consumers,
      List<TopicPartition> partitions,
      Map<TopicPartition, Instant> begins,
      Fold fold,
      Health health) {
    this(component, consumers, partitions, List.of(), begins, fold, health);
  }

  /**
   * A follower that is not started, of partitions in two steps.
   *
   * @param component of health, in words: what is followed
   * @param consumers a new consumer outside every group, read_committed
   * @param first are read to where they ended at the start before anything of the others is taken,
   *     and again after each failure
   * @param later the others
   * @param begins of partitions that are not read whole, the age beyond which records are left out;
   *     see {@link #since}
   */
  public LogFollower(
      String component,
      Supplier<Consumer<byte[], byte[]>> consumers,
      List<TopicPartition> first,
      List<TopicPartition> later,
      Map<TopicPartition, Instant> begins,
      Fold fold,
      Health health) {
    this.begins = Map.copyOf(begins);
    this.component = component;
    this.consumers = consumers;
    this.later = List.copyOf(later);
    this.partitions = Stream.concat(first.stream(), later.stream()).toList();
    this.fold = fold;
    this.health = health;
    this.thread = new Thread(this::run, component.replace(' ', '-') + "-follower");
    this.thread.setDaemon(true);
  }

  /** Has it tell topics apart by their ids too; before it is started. */
  public LogFollower identifiedBy(Identity ids) {
    this.identity = ids;
    return this;
  }

  /** Every partition of topics of Argand. */
  public static List<TopicPartition> partitionsOf(String topicPrefix, Topic... topics) {
    return Stream.of(topics)
        .flatMap(
            topic ->
                IntStream.range(0, topic.partitions())
                    .mapToObj(i -> new TopicPartition(topic.topicName(topicPrefix), i)))
        .toList();
  }

  /** Partitions that are read from a time on. */
  public static Map<TopicPartition, Instant> since(Instant time, List<TopicPartition> partitions) {
    return partitions.stream().collect(Collectors.toMap(Function.identity(), one -> time));
  }

  /** Begins. */
  public void start() {
    health.ready(component, false, "reading from the beginning");
    thread.start();
  }

  /** Waits for the call of the fold that is going on, half a minute at most. */
  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join(CLOSE_WITHIN.toMillis());
    if (thread.isAlive()) {
      log.warn(
          "{}: still at work after {} s; its thread is left", component, CLOSE_WITHIN.toSeconds());
    }
  }

  private void run() {
    try {
      while (!isClosed()) {
        followUntilItFails();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // Said first: an error may leave no room for more than that.
      health.live(component, false, "no longer followed: " + e);
      health.ready(component, false, "no longer followed: " + e);
      log.error("{}: no longer followed", component, e);
    }
  }

  private void followUntilItFails() throws InterruptedException {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      follow(consumer);
    } catch (KafkaException e) {
      log.warn("{}: cannot be read, trying again in {} s", component, PAUSE.toSeconds(), e);
      health.ready(component, false, "cannot be read: " + e.getMessage());
      if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("{}: closed while waiting for Kafka", component);
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    consumer.assign(partitions);
    skipWhatIsOld(consumer);
    for (TopicPartition partition : partitions) {
      consumer.seek(partition, next.getOrDefault(partition, 0L));
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    if (ends.entrySet().stream()
        .anyMatch(end -> next.getOrDefault(end.getKey(), 0L) > end.getValue())) {
      restart("it ends before the place that was read");
      return;
    }
    boolean isSame = true;
    if (!later.isEmpty()) {
      Map<TopicPartition, Long> firstEnds = new HashMap<>(ends);
      firstEnds.keySet().removeAll(later);
      consumer.pause(later);
      while (!isClosed() && isSame && !hasReached(consumer, firstEnds)) {
        isSame = poll(consumer);
      }
      consumer.resume(later);
    }
    while (!isClosed() && isSame && !hasReached(consumer, ends)) {
      isSame = poll(consumer);
    }
    if (!isClosed() && isSame) {
      health.ready(component, true, "followed to its end");
    }
    while (!isClosed() && isSame) {
      fold.upToDate();
      isSame = poll(consumer);
    }
  }

  private void restart(String why) {
    log.warn("{}: its topics were made anew, {}; reading from the beginning", component, why);
    health.ready(component, false, "its topics were made anew, reading from the beginning");
    next.clear();
    fold.restarted();
  }

  /** Whether every topic is the one that was read so far, as far as is known without waiting. */
  private boolean areSameTopics() {
    if (asked.isDone()) {
      Map<String, Uuid> found = answer();
      boolean isAnother =
          found.entrySet().stream()
              .anyMatch(
                  one -> !ids.getOrDefault(one.getKey(), one.getValue()).equals(one.getValue()));
      ids.putAll(found);
      asked = KafkaFuture.completedFuture(Map.of());
      if (isAnother) {
        return false;
      }
      if (System.nanoTime() - askedAtNanos >= ASK_EVERY.toNanos()) {
        askedAtNanos = System.nanoTime();
        asked =
            identity.of(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
      }
    }
    return true;
  }

  /** Nothing where a topic is missing at the moment, or nobody answers. */
  private Map<String, Uuid> answer() {
    try {
      return asked.getNow(Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    } catch (ExecutionException | KafkaException e) {
      log.debug("{}: the ids of its topics are not known", component, e);
      return Map.of();
    }
  }

  /** Once: after a failure it goes on where it was. */
  private void skipWhatIsOld(Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> times = new HashMap<>();
    begins.forEach(
        (partition, begin) -> {
          if (!next.containsKey(partition)) {
            times.put(partition, begin.toEpochMilli());
          }
        });
    if (times.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(times.keySet());
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : times.keySet()) {
      OffsetAndTimestamp first = found.get(partition);
      next.put(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
  }

  /** Whether the topics are still those that were read. */
  private boolean poll(Consumer<byte[], byte[]> consumer) {
    if (!areSameTopics()) {
      restart("under other ids");
      return false;
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (record.offset() < next.getOrDefault(partition, 0L)) {
        restart("it begins anew before the place that was read");
        return false;
      }
      fold.accept(record);
      next.put(partition, record.offset() + 1);
    }
    return true;
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
