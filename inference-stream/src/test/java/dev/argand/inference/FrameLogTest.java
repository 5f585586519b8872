package dev.argand.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class FrameLogTest {
  private static final TopicPartition PARTITION = new TopicPartition("frames", 0);
  private static final Instant TEN = Instant.parse("2026-11-30T10:00:00Z");

  @Test
  void recordBehindALaterOne_isRead() {
    assertThat(read(TimestampType.CREATE_TIME, 0, 40, 1, 2)).containsExactly(0L, 2L, 3L);
  }

  @Test
  void recordsBeforeTheBegin_areNot() {
    assertThat(read(TimestampType.CREATE_TIME, -30, 0, -20, 2)).containsExactly(1L, 3L);
  }

  /** The broker's own clock does not go back for long: no need to read the rest of a day. */
  @Test
  void topicOfBrokersTimes_isReadUntilTheyAreWellPast() {
    assertThat(read(TimestampType.LOG_APPEND_TIME, 0, 5, 4, 7, 2)).containsExactly(0L, 2L);
  }

  /** Offsets read in [10:00, 10:05) of a partition whose records are of these minutes. */
  private static List<Long> read(TimestampType type, int... minutes) {
    Log log = new Log();
    Map<TopicPartition, Long> ends = Map.of(PARTITION, (long) minutes.length);
    log.updateEndOffsets(ends);
    log.updateBeginningOffsets(Map.of(PARTITION, 0L));
    Node node = new Node(0, "nowhere", 1);
    log.updatePartitions(
        "frames",
        List.of(new PartitionInfo("frames", 0, node, new Node[] {node}, new Node[] {node})));
    log.schedulePollTask(() -> log.records.forEach(log::addRecord));
    for (int i = 0; i < minutes.length; i++) {
      log.records.add(record(type, i, TEN.plusSeconds(60L * minutes[i])));
    }
    List<Long> offsets = new ArrayList<>();
    try (FrameLog frames = new FrameLog(log, "frames")) {
      long count =
          frames.read(
              TEN,
              TEN.plusSeconds(300),
              (key, value, at) -> offsets.add(Long.parseLong(new String(value, UTF_8))));
      assertThat(count).isEqualTo(offsets.size());
    }
    return offsets;
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TimestampType type, long offset, Instant at) {
    return new ConsumerRecord<>(
        PARTITION.topic(),
        PARTITION.partition(),
        offset,
        at.toEpochMilli(),
        type,
        1,
        1,
        new byte[] {'k'},
        Long.toString(offset).getBytes(UTF_8),
        new RecordHeaders(),
        Optional.empty());
  }

  /** Kafka's mock, which does not know offsets by time. */
  private static final class Log extends MockConsumer<byte[], byte[]> {
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    Log() {
      super("none");
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> asked) {
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      asked.forEach(
          (partition, millis) ->
              found.put(
                  partition,
                  records.stream()
                      .filter(record -> record.timestamp() >= millis)
                      .findFirst()
                      .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
                      .orElse(null)));
      return found;
    }
  }
}
