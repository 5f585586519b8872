package dev.argand.search.clip;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.ClipCut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Files, then announcements, then offsets: each is durable before the next is begun, so that a kill
 * between them costs at most that the same is done again. Confined to one thread.
 */
final class ClipAnnouncer implements AutoCloseable {
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);

  /** A record for {@code clips}: a clip, or a tombstone, and the record that is settled by it. */
  private record Announcement(
      String id, @Nullable ClipCut cut, @Nullable TopicPartition partition, long offset) {}

  private final Producer<String, byte[]> producer;
  private final String topic;
  private final ClipStore store;
  private final SettlingReader reader;
  private final List<Announcement> announcements = new ArrayList<>();

  /** Closing this closes the producer. */
  ClipAnnouncer(
      Producer<String, byte[]> producer, String topic, ClipStore store, SettlingReader reader) {
    this.producer = producer;
    this.topic = topic;
    this.store = store;
    this.reader = reader;
  }

  /** A clip whose file was put, to be announced by {@link #flush}. */
  void add(ClipCut cut, @Nullable TopicPartition partition, long offset) {
    announcements.add(new Announcement(cut.getLabelId(), cut, partition, offset));
  }

  /** A clip that is taken back. */
  void withdraw(String id, @Nullable TopicPartition partition, long offset) {
    announcements.add(new Announcement(id, null, partition, offset));
  }

  /** Makes durable what was added; then its records are settled. */
  void flush() {
    if (announcements.isEmpty()) {
      return;
    }
    try {
      store.force();
    } catch (IOException e) {
      throw storeFailed(store, e);
    }
    List<Future<?>> sent = new ArrayList<>();
    for (Announcement announcement : announcements) {
      ClipCut cut = announcement.cut();
      byte[] value = cut == null ? null : CLIPS.encode(cut);
      sent.add(producer.send(new ProducerRecord<>(topic, announcement.id(), value)));
    }
    await(sent);
    announcements.forEach(each -> reader.settled(each.partition(), each.offset()));
    announcements.clear();
  }

  static UncheckedIOException storeFailed(ClipStore store, IOException cause) {
    return new UncheckedIOException(
        "clip store %s cannot be written to: %s".formatted(store.folder(), cause), cause);
  }

  @Override
  public void close() {
    producer.close();
  }

  private void await(List<Future<?>> sent) {
    producer.flush();
    for (Future<?> acknowledgement : sent) {
      try {
        acknowledgement.get();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      } catch (ExecutionException e) {
        throw new KafkaException("Kafka did not take a clip: " + e.getCause(), e.getCause());
      }
    }
  }
}
