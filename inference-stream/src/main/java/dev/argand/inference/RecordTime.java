package dev.argand.inference;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own timestamp; of one that has none the partition's time, and where that is unknown
 * too, as of a partition's first record, the time now. It never fails: what has no timestamp is
 * read, and nobody's stream stops of it.
 *
 * <p>Where a bound is given, no time lies further ahead of the clock than that: one record of a
 * machine whose clock is days ahead would else be the time of its partition for those days. That is
 * the one use of the wall clock; whatever is not ahead of it has the same time however often it is
 * read.
 */
public final class RecordTime implements TimestampExtractor {
  private final Clock clock;
  private final long mostAheadMs;

  /** However far ahead of the clock. */
  public RecordTime(Clock clock) {
    this(clock, Long.MAX_VALUE);
  }

  /**
   * Bounded.
   *
   * @param mostAhead how far ahead of the clock a record's time may lie
   */
  public RecordTime(Clock clock, Duration mostAhead) {
    this(clock, mostAhead.toMillis());
  }

  private RecordTime(Clock clock, long mostAheadMs) {
    this.clock = clock;
    this.mostAheadMs = mostAheadMs;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    if (record.timestamp() >= 0) {
      return bounded(record.timestamp());
    }
    return partitionTime >= 0 ? bounded(partitionTime) : clock.millis();
  }

  /** The time, or the latest that it may be. */
  public long bounded(long timeMs) {
    long now = clock.millis();
    return timeMs - now > mostAheadMs ? now + mostAheadMs : timeMs;
  }
}
