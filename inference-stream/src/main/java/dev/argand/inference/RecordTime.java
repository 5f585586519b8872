package dev.argand.inference;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own timestamp; of one that has none the partition's time, and where that is unknown
 * too, as of a partition's first record, the time now. It never fails: what has no timestamp is
 * read, and nobody's stream stops of it.
 */
public final class RecordTime implements TimestampExtractor {
  private final Clock clock;

  public RecordTime(Clock clock) {
    this.clock = clock;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    if (record.timestamp() >= 0) {
      return record.timestamp();
    }
    return partitionTime >= 0 ? partitionTime : clock.millis();
  }
}
