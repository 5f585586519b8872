package dev.argand.launcher.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Counts what a producer sends to changelogs, in bytes. Kafka makes it, by its name. */
public final class ChangelogBytes implements ProducerInterceptor<byte[], byte[]> {
  /** Key of the producer's configs at which the {@link AtomicLong} is that counts. */
  static final String COUNTER = "argand.changelog.bytes";

  private static final String SUFFIX = "-changelog";

  /** A record's length, time, offset and header count beside key and value: at most. */
  private static final int RECORD_OVERHEAD = 20;

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
      int value = record.value() == null ? 0 : record.value().length;
      bytes.addAndGet(RECORD_OVERHEAD + record.key().length + (long) value);
    }
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void close() {}
}
