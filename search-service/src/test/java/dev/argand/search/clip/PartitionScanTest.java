package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionScanTest {
  private static final AvroCodec<AudioFrame> FRAMES = AvroCodec.of(AudioFrame.class);
  private static final int RATE = 1_000;
  private static final int FRAME = 100;

  private static final Recording DATED =
      Recording.of("1772000000000-0000000a", RATE, 60_000, 1_772_000_000_000_000L);

  private final Recording recording = Recording.of("s1", RATE, 60_000, 1_772_000_000_000_000L);
  private final List<Outcome> outcomes = new ArrayList<>();
  private final PartitionScan scan = new PartitionScan(CutRule.LABELS, outcomes::add);
  private final List<Long> read = new ArrayList<>();

  @Test
  void guessTooLate_isReadAgainFromEarlier() {
    scan.want(samples(1_000, 2_000));
    run(wanted -> wanted.attempt == 0 ? 500 : wanted.attempt == 1 ? 5 : 0);
    assertThat(((Outcome.Cut) outcomes.get(0)).pcm()).isEqualTo(recording.bytes(1_000, 2_000));
    assertThat(read.get(0)).isEqualTo(500);
  }

  @Test
  void sourceIsNotSeenAtAllFromTheGuess_isReadAgainFromTheBeginning() {
    scan.want(samples(1_000, 2_000));
    run(wanted -> wanted.lastAttempt() ? 0 : 600);
    assertThat(outcomes).hasOnlyElementsOfType(Outcome.Cut.class).hasSize(1);
  }

  @Test
  void manyLabels_onePassServesThem() {
    for (int i = 0; i < 500; i++) {
      scan.want(samples(100L * i, 100L * i + 150));
    }
    run(wanted -> 0);
    assertThat(outcomes).hasSize(500).hasOnlyElementsOfType(Outcome.Cut.class);
    assertThat(read).doesNotHaveDuplicates();
  }

  @Test
  void whatWasLearned_saysWhereToBegin() {
    scan.want(samples(0, 100));
    scan.want(samples(59_000, 59_900));
    run(wanted -> 0);
    assertThat(scan.index().floor(Recording.SOURCE, "s1", 45_000)).isBetween(300L, 450L);
    assertThat(scan.index().floor(Recording.SOURCE, "s2", 0)).isEqualTo(-1);
  }

  /** Recognition sets it aside, so it is no audio of the source's here either. */
  @ParameterizedTest
  @MethodSource("poison")
  void recordThatRecognitionSetsAside_costsNoStretchOfItsSource(AudioFrame poison) {
    for (CutRule rule : List.of(CutRule.LABELS, KeepRule.USUAL.cutting())) {
      outcomes.clear();
      PartitionScan scan = new PartitionScan(rule, outcomes::add);
      scan.want(Recording.wanted("l", new Stretch.Samples(DATED.session(), 30_000, 31_000)));
      for (long at = scan.begin(wanted -> 0L, 0, 601); at < 601; at++) {
        long first = FRAME * (at > 100 ? at - 1 : at);
        play(scan, at, at == 100 ? poison : DATED.frame(first, first + FRAME, false));
      }

      assertThat(outcomes).hasOnlyElementsOfType(Outcome.Cut.class).hasSize(1);
      assertThat(((Outcome.Cut) outcomes.get(0)).pcm()).isEqualTo(DATED.bytes(30_000, 31_000));
      assertThat(scan.index().floor(Recording.SOURCE, DATED.session(), 59_000)).isPositive();
    }
  }

  static List<AudioFrame> poison() {
    AudioFrame frame = DATED.frame(0, FRAME, false);
    return List.of(
        AudioFrame.newBuilder(frame).setSessionId("9999999999999-0000000b").build(),
        AudioFrame.newBuilder(frame)
            .setSourceId("hall")
            .setSessionId("1772000000009-0000000b")
            .build(),
        AudioFrame.newBuilder(frame).setFirstSampleIndex(1L << 60).build(),
        AudioFrame.newBuilder(frame).setFirstSampleIndex(-1).build(),
        AudioFrame.newBuilder(frame).setFirstSampleIndex(1L << 40).build());
  }

  /** Plays the log, 600 frames of a tenth of a second, as a consumer would. */
  private void run(ToLongFunction<Wanted> startOf) {
    long end = recording.samples() / FRAME;
    for (int pass = 0; scan.wantsToBegin() && pass < 5; pass++) {
      for (long at = scan.begin(startOf, 0, end); at < end && scan.running(); at++) {
        AudioFrame frame = recording.frame(at * FRAME, (at + 1) * FRAME, false);
        read.add(at);
        play(scan, at, frame);
      }
      scan.atPosition(end, wanted -> false);
    }
    assertThat(scan.size()).isZero();
  }

  private static void play(PartitionScan scan, long offset, AudioFrame frame) {
    scan.play(
        new ConsumerRecord<>(
            "audio.frames",
            0,
            offset,
            Recording.ARRIVED,
            TimestampType.LOG_APPEND_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            Recording.SOURCE,
            FRAMES.encode(frame),
            new RecordHeaders(),
            Optional.empty()));
  }

  private static Wanted samples(long from, long to) {
    return Recording.wanted("l" + from, new Stretch.Samples("s1", from, to));
  }
}
