package dev.argand.ingest;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's fake producer, whose record of one number fails. */
final class FailingProducer extends MockProducer<String, AudioFrame> {
  private final int failingRecord;
  private final RuntimeException failure;
  private int sends;

  FailingProducer(int failingRecord, RuntimeException failure) {
    super(true, null, new StringSerializer(), AvroCodec.of(AudioFrame.class).serializer());
    this.failingRecord = failingRecord;
    this.failure = failure;
  }

  @Override
  public synchronized Future<RecordMetadata> send(ProducerRecord<String, AudioFrame> record) {
    if (sends++ == failingRecord) {
      return CompletableFuture.failedFuture(failure);
    }
    return super.send(record);
  }
}
