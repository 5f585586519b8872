package dev.argand.launcher.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Counts what a producer sends to changelogs, in bytes. Kafka makes it, by its name. */
public final class ChangelogBytes implements ProducerInterceptor<byte[], byte[]> {
  /** Key of the producer's configs at which the {@link AtomicLong} is that counts. */
  static final String COUNTER = "argand.changelog.bytes";

  private static final String SUFFIX = "-changelog";

  /** What a record has beside key, value and three lengths: attributes, time, offset, headers. */
  private static final int RECORD_BYTES = 1 + 2 + 2 + 1;

  /** What a batch has beside its records, and what those may be together. */
  private static final double BATCH_SHARE = 61.0 / 16_384;

  private AtomicLong bytes = new AtomicLong();

  @Override
  public void configure(Map<String, ?> configs) {
    if (configs.get(COUNTER) instanceof AtomicLong counter) {
      bytes = counter;
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    if (record.topic().endsWith(SUFFIX)) {
      bytes.addAndGet(size(record.key(), record.value()));
    }
    return record;
  }

  /** Bytes of a record in an uncompressed log, with its share of its batch. */
  static long size(byte[] key, byte @Nullable [] value) {
    int length =
        RECORD_BYTES
            + lengthBytes(key.length)
            + key.length
            + (value == null ? 1 : lengthBytes(value.length) + value.length);
    int all = lengthBytes(length) + length;
    return Math.round(all * (1 + BATCH_SHARE));
  }

  /** Kafka writes a length in 7 bits a byte, the lowest of which is its sign. */
  private static int lengthBytes(int length) {
    int bytes = 1;
    for (int left = length >> 6; left > 0; left >>= 7) {
      bytes++;
    }
    return bytes;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void close() {}
}
