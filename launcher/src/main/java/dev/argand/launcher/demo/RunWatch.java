package dev.argand.launcher.demo;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Watches what the search service decides and does, from its making on. Not thread-safe. */
final class RunWatch implements AutoCloseable {
  private static final AvroCodec<SearchDecision> DECISIONS = AvroCodec.of(SearchDecision.class);
  private static final AvroCodec<SearchProgress> PROGRESS = AvroCodec.of(SearchProgress.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String decisionsTopic;
  private Optional<SearchDecision> start = Optional.empty();
  private Optional<SearchProgress> last = Optional.empty();

  RunWatch(String bootstrapServers, String topicPrefix) {
    decisionsTopic = Topic.SEARCH_REQUESTS.topicName(topicPrefix);
    consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(bootstrapServers, "argand-tour-runs", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        List.of(
            new TopicPartition(decisionsTopic, 0),
            new TopicPartition(Topic.SEARCH_PROGRESS.topicName(topicPrefix), 0));
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: asking for the position makes "from now on" be now.
    partitions.forEach(consumer::position);
  }

  /** News of a run, oldest first, without waiting. */
  List<SearchProgress> poll() throws WireFormatException {
    List<SearchProgress> news = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ZERO)) {
      if (entry.topic().equals(decisionsTopic)) {
        SearchDecision decision = DECISIONS.decode(entry.value());
        if (decision.getDecision() == Decision.START) {
          start = Optional.of(decision);
        }
      } else {
        SearchProgress progress = PROGRESS.decode(entry.value());
        news.add(progress);
        last = Optional.of(progress);
      }
    }
    return news;
  }

  /** The decision to start, once there is one. */
  Optional<SearchDecision> start() {
    return start;
  }

  /** The end of the run, once it has come. */
  Optional<SearchProgress> end() {
    return last.filter(
        progress ->
            switch (progress.getState()) {
              case PROMOTED, KEPT, FAILED -> true;
              case UNKNOWN, STARTED, WORKING, JUDGING -> false;
            });
  }

  @Override
  public void close() {
    consumer.close();
  }
}
