package dev.argand.search.clip;

import dev.argand.schemas.SourcePartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads {@code audio.frames} for those who want some of it, from about where their audio lies.
 *
 * <p>Where to begin is a guess: by what was learned from earlier reading, then by the time of
 * sending (a record's timestamp; a session's id begins with its start in milliseconds), then the
 * beginning of the log. A source that is played faster than real time is sent before its capture
 * times, so the guess is checked when its first frame comes, and an earlier one follows.
 */
final class AudioScanner implements AutoCloseable {
  private static final long MARGIN_MS = 5_000;
  private static final long WIDE_MARGIN_MS = 600_000;
  private static final int SESSION_DIGITS = 13;

  private final Consumer<String, byte[]> consumer;
  private final String topic;
  private final LongSupplier nanoTime;
  private final Predicate<Wanted> gone;
  private final Map<TopicPartition, PartitionScan> scans =
      new TreeMap<>(java.util.Comparator.comparingInt(TopicPartition::partition));

  /**
   * @param partitions of the topic
   * @param rule by which the audio is cut
   * @param patience how long audio is waited for once the end of the log is reached
   */
  AudioScanner(
      Consumer<String, byte[]> consumer,
      String topic,
      int partitions,
      CutRule rule,
      Duration patience,
      LongSupplier nanoTime,
      java.util.function.Consumer<Outcome> outcomes) {
    this.consumer = consumer;
    this.topic = topic;
    this.nanoTime = nanoTime;
    this.gone = wanted -> hasWaited(wanted, patience);
    for (int partition = 0; partition < partitions; partition++) {
      scans.put(new TopicPartition(topic, partition), new PartitionScan(rule, outcomes));
    }
    consumer.assign(scans.keySet());
    consumer.pause(scans.keySet());
  }

  /** Stretches that are not settled. */
  int size() {
    return scans.values().stream().mapToInt(PartitionScan::size).sum();
  }

  void want(Wanted wanted) {
    int partition = SourcePartition.of(wanted.sourceId(), scans.size());
    Objects.requireNonNull(scans.get(new TopicPartition(topic, partition))).want(wanted);
  }

  /** Reads on for a while; outcomes are told meanwhile. */
  void step(Duration atMost) {
    scans.forEach(
        (partition, scan) -> {
          if (scan.wantsToBegin()) {
            begin(partition, scan);
          }
        });
    if (scans.values().stream().noneMatch(PartitionScan::running)) {
      return;
    }
    ConsumerRecords<String, byte[]> records = consumer.poll(atMost);
    scans.forEach(
        (partition, scan) -> {
          if (scan.running()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
              scan.play(record);
            }
            scan.atPosition(consumer.position(partition), gone);
          }
          if (!scan.running()) {
            consumer.pause(List.of(partition));
          }
        });
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void begin(TopicPartition partition, PartitionScan scan) {
    long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    Map<Long, Long> byTime = new HashMap<>();
    ToLongFunction<Wanted> startOf =
        wanted -> {
          if (wanted.resumeOffset >= 0) {
            return wanted.resumeOffset;
          }
          long known = known(scan.index(), wanted);
          if (known >= 0) {
            return known;
          }
          long time = guessMs(wanted);
          // Whole minutes: one question serves many.
          return time <= 0
              ? beginning
              : byTime.computeIfAbsent(
                  time - time % 60_000, ms -> offsetAt(partition, ms, beginning, end));
        };
    consumer.seek(partition, scan.begin(startOf, beginning, end));
    consumer.resume(List.of(partition));
  }

  /** The first record sent at or after a time; the end if there is none. */
  private long offsetAt(TopicPartition partition, long ms, long beginning, long end) {
    OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, ms)).get(partition);
    return found == null ? end : Math.max(beginning, found.offset());
  }

  private static long known(FrameIndex index, Wanted wanted) {
    if (wanted.attempt > 0) {
      return -1;
    }
    String source = wanted.sourceId();
    if (wanted.stretch() instanceof Stretch.Samples samples) {
      return index.floor(source, samples.sessionId(), samples.first());
    }
    if (wanted.stretch() instanceof Stretch.Window window) {
      return index.floor(source, window.sessionId(), 0);
    }
    return -1;
  }

  /** When its audio may have been sent at the earliest; 0 for no idea. */
  private static long guessMs(Wanted wanted) {
    if (wanted.lastAttempt()) {
      return 0;
    }
    Long startMicros = wanted.aboutMicros();
    if (wanted.stretch() instanceof Stretch.Time time) {
      startMicros = time.startMicros();
    }
    boolean first = wanted.attempt == 0;
    if (startMicros != null && (first || wanted.stretch() instanceof Stretch.Time)) {
      return Math.max(0, startMicros / 1_000 - (first ? MARGIN_MS : WIDE_MARGIN_MS));
    }
    String session =
        wanted.stretch() instanceof Stretch.Samples samples
            ? samples.sessionId()
            : wanted.stretch() instanceof Stretch.Window window ? window.sessionId() : "";
    return session.matches("\\d{13}-.*")
        ? Math.max(0, Long.parseLong(session.substring(0, SESSION_DIGITS)) - MARGIN_MS)
        : 0;
  }

  private boolean hasWaited(Wanted wanted, Duration patience) {
    long now = nanoTime.getAsLong();
    if (wanted.waitingSinceNanos == 0) {
      wanted.waitingSinceNanos = now == 0 ? 1 : now;
    }
    return wanted.cancelled || now - wanted.waitingSinceNanos > patience.toNanos();
  }
}
