package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.TestInputTopic;
import org.junit.jupiter.api.Test;

class RecordTimeTest {
  private final RecordTime time = new RecordTime(new ManualClock(Instant.ofEpochMilli(5_000)));

  @Test
  void recordsOwnTimestamp_counts() {
    assertThat(time.extract(record(3_000), 4_000)).isEqualTo(3_000);
    assertThat(time.extract(record(0), 4_000)).isZero();
  }

  @Test
  void recordWithoutOne_isOfThePartitionsTime_orOfNow() {
    assertThat(time.extract(record(-1), 4_000)).isEqualTo(4_000);
    assertThat(time.extract(record(-1), -1)).isEqualTo(5_000);
  }

  @Test
  void aheadOfTheClock_isBounded_whereABoundIsGiven() {
    RecordTime bounded =
        new RecordTime(new ManualClock(Instant.ofEpochMilli(5_000)), Duration.ofSeconds(2));

    assertThat(bounded.extract(record(7_000), -1)).isEqualTo(7_000);
    assertThat(bounded.extract(record(7_001), -1)).isEqualTo(7_000);
    assertThat(bounded.extract(record(Long.MAX_VALUE), -1)).isEqualTo(7_000);
    assertThat(bounded.extract(record(-1), 9_000)).isEqualTo(7_000);
    assertThat(time.extract(record(Long.MAX_VALUE), -1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void partition_whoseFirstRecordHasNoTimestamp_isHeard() {
    TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 1.0, 21);
    try (Rig rig = new Rig(Rig.SMALL)) {
      TestInputTopic<byte[], byte[]> undated = rig.framesFrom(Instant.ofEpochMilli(-1));
      AudioFrame frame = audio.frame(0, audio.sampleFrames(), true);
      undated.pipeInput(Rig.key(frame), Rig.value(frame));

      assertThat(rig.written("test.recognitions")).hasSize(6);
    }
  }

  private static ConsumerRecord<Object, Object> record(long timestamp) {
    return new ConsumerRecord<>(
        "frames",
        0,
        0L,
        timestamp,
        TimestampType.CREATE_TIME,
        1,
        1,
        "k",
        "v",
        new RecordHeaders(),
        Optional.empty());
  }
}
