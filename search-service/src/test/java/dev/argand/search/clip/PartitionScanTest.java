package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class PartitionScanTest {
  private static final AvroCodec<AudioFrame> FRAMES = AvroCodec.of(AudioFrame.class);
  private static final int RATE = 1_000;
  private static final int FRAME = 100;

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

  /** Plays the log, 600 frames of a tenth of a second, as a consumer would. */
  private void run(ToLongFunction<Wanted> startOf) {
    long end = recording.samples() / FRAME;
    for (int pass = 0; scan.wantsToBegin() && pass < 5; pass++) {
      for (long at = scan.begin(startOf, 0, end); at < end && scan.running(); at++) {
        AudioFrame frame = recording.frame(at * FRAME, (at + 1) * FRAME, false);
        read.add(at);
        scan.play(
            new ConsumerRecord<>("audio.frames", 0, at, Recording.SOURCE, FRAMES.encode(frame)));
      }
      scan.atPosition(end, wanted -> false);
    }
    assertThat(scan.size()).isZero();
  }

  private static Wanted samples(long from, long to) {
    return Recording.wanted("l" + from, new Stretch.Samples("s1", from, to));
  }
}
