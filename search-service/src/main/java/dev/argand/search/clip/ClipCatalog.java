package dev.argand.search.clip;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ClipCut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/** The clips of every kind that stand on {@code clips} at a moment. */
public final class ClipCatalog {
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);

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
      ClipsTopic.read(consumer, clients.topic(Topic.CLIPS), (id, value) -> fold(byId, id, value));
    }
    List<ClipCut> clips = new ArrayList<>(byId.values());
    clips.sort(
        Comparator.comparingLong(ClipCut::getStartTimeMicros)
            .reversed()
            .thenComparing(ClipCut::getLabelId));
    return clips;
  }

  private static void fold(Map<String, ClipCut> byId, String id, byte @Nullable [] value) {
    if (value == null) {
      byId.remove(id);
      return;
    }
    try {
      byId.put(id, CLIPS.decode(value));
    } catch (WireFormatException e) {
      byId.remove(id);
    }
  }
}
