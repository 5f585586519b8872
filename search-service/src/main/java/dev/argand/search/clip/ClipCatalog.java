package dev.argand.search.clip;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ClipCut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The clips of every kind that stand on {@code clips} at a moment. */
public final class ClipCatalog {
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private ClipCatalog() {}

  /**
   * Reads the topic to its present end.
   *
   * @return the newest audio first; records of a later version are left out
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
   */
  public static List<ClipCut> read(String bootstrapServers, String topicPrefix) {
    ClipClients clients = new ClipClients(bootstrapServers, topicPrefix);
    Map<String, ClipCut> byId = new HashMap<>();
    try (Consumer<String, byte[]> consumer = clients.consumer("argand-clips-catalog")) {
      TopicPartition partition = new TopicPartition(clients.topic(Topic.CLIPS), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          fold(byId, record);
        }
      }
    }
    List<ClipCut> clips = new ArrayList<>(byId.values());
    clips.sort(
        Comparator.comparingLong(ClipCut::getStartTimeMicros)
            .reversed()
            .thenComparing(ClipCut::getLabelId));
    return clips;
  }

  private static void fold(Map<String, ClipCut> byId, ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      byId.remove(record.key());
      return;
    }
    try {
      byId.put(record.key(), CLIPS.decode(record.value()));
    } catch (WireFormatException e) {
      byId.remove(record.key());
    }
  }
}
