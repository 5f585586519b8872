package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.search.clip.Outcome.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceReaderTest {
  private static final int RATE = 1_000;
  private static final long START = 1_772_000_000_000_000L;

  private final List<Outcome> outcomes = new ArrayList<>();
  private final Recording first = Recording.of("s1", RATE, 50_000, START);
  private final Recording second = Recording.of("s2", RATE, 5_000, START + 60_000_000);

  @Test
  void longerThanThirtySeconds_theFirstPartIsCut() {
    SourceReader reader = reader(true);
    reader.want(samples("s1", 5_000, 45_000));
    play(reader, first, 0, 50_000);
    assertThat(cut().pcm()).isEqualTo(first.bytes(5_000, 35_000));
  }

  @Test
  void beyondTheSessionsEnd_whatIsThereIsCutIfItIsEnough() {
    SourceReader reader = reader(true);
    reader.want(samples("s1", 49_000, 50_200));
    reader.want(samples("s1", 49_000, 52_000));
    reader.want(samples("s1", 60_000, 61_000));
    play(reader, first, 0, 50_000);
    assertThat(outcomes).isEmpty();
    reader.play(first.lastWord(), Recording.ARRIVED);
    assertThat(((Outcome.Cut) outcomes.get(0)).pcm()).isEqualTo(first.bytes(49_000, 50_000));
    assertThat(reasons()).containsExactly(Reason.INCOMPLETE, Reason.NO_AUDIO);
  }

  @Test
  void notYetThere_isWaitedForAndThenGivenUp() {
    SourceReader reader = reader(true);
    reader.want(samples("s1", 100, 2_000));
    play(reader, first, 0, 1_000);
    reader.caughtUp(wanted -> false, 7);
    assertThat(outcomes).isEmpty();
    reader.caughtUp(wanted -> true, 7);
    assertThat(reasons()).containsExactly(Reason.INCOMPLETE);
    assertThat(reader.size()).isZero();
  }

  @Test
  void sourceThatNeverCame_isLate() {
    SourceReader reader = reader(true);
    reader.want(samples("s1", 100, 2_000));
    reader.caughtUp(wanted -> true, 7);
    assertThat(reasons()).containsExactly(Reason.LATE);
  }

  @Test
  void firstFrameLiesBehindTheStretch_readsAgainFromEarlier() {
    SourceReader reader = reader(false);
    Wanted wanted = samples("s1", 100, 200);
    Wanted time = Recording.wanted("t", new Stretch.Time(START + 100_000, START + 200_000));
    reader.want(wanted);
    reader.want(time);
    play(reader, first, 500, 1_000);
    assertThat(outcomes).containsExactly(new Outcome.Rewind(wanted), new Outcome.Rewind(time));
    assertThat(wanted.attempt).isEqualTo(1);
  }

  @Test
  void logBeginsBehindTheStretch_theAudioIsGone() {
    SourceReader reader = reader(true);
    reader.want(samples("s0", 100, 200));
    reader.want(samples("s1", 100, 200));
    play(reader, first, 500, 1_000);
    assertThat(reasons()).as("the session's first frames may be late").hasSize(1);
    play(reader, first, 1_000, 2_200);
    assertThat(reasons()).containsExactly(Reason.NO_AUDIO, Reason.NO_AUDIO);
  }

  @Test
  void newSession_settlesTheOldAndDropsItsLateFrames() {
    SourceReader reader = reader(true);
    reader.want(samples("s1", 0, 1_100));
    reader.want(samples("s2", 0, 100));
    play(reader, first, 0, 1_000);
    play(reader, second, 0, 50);
    play(reader, first, 1_000, 2_000);
    play(reader, second, 50, 100);
    assertThat(((Outcome.Cut) outcomes.get(0)).pcm()).isEqualTo(first.bytes(0, 1_000));
    assertThat(((Outcome.Cut) outcomes.get(1)).pcm()).isEqualTo(second.bytes(0, 100));
  }

  @Test
  void timeBetweenTwoSessions_hasNoAudio() {
    SourceReader reader = reader(true);
    reader.want(Recording.wanted("t", new Stretch.Time(START + 55_000_000, START + 56_000_000)));
    play(reader, first, 0, 50_000);
    play(reader, second, 0, 100);
    assertThat(outcomes).isEmpty();
    reader.caughtUp(wanted -> false, 7);
    assertThat(reasons()).containsExactly(Reason.NO_AUDIO);
  }

  @Test
  void askedForAfterItWasDropped_readsAgain() {
    SourceReader reader = reader(true);
    reader.want(samples("s1", 49_990, 50_001));
    play(reader, first, 0, 50_000);
    Wanted old = samples("s1", 10, 20);
    reader.want(old);
    assertThat(outcomes).containsExactly(new Outcome.Rewind(old));
    assertThat(old.attempt).isZero();
  }

  @Test
  void frameOfAnotherRateInASession_isLeftOut() {
    SourceReader reader = reader(true);
    reader.want(samples("s1", 0, 1_000));
    play(reader, first, 0, 500);
    Recording other = new Recording("s1", 2 * RATE, first.pcm(), START);
    reader.play(other.frame(500, 1_000, false), Recording.ARRIVED);
    play(reader, first, 500, 1_000);
    assertThat(cut().pcm()).isEqualTo(first.bytes(0, 1_000));
  }

  @Test
  void clipAboutADetection_isThePieceWithMostOfIt_howeverLittleOfTheRestIsThere() {
    SourceReader reader = new SourceReader(KeepRule.USUAL.cutting(), true, false, outcomes::add);
    Wanted wanted = samples("s1", 9_000, 13_000);
    wanted.core = new Stretch.Samples("s1", 10_000, 12_000);
    reader.want(wanted);
    // Missing: half of the roll before it, and a little of the detection itself.
    play(reader, first, 8_500, 9_400);
    play(reader, first, 9_500, 10_600);
    play(reader, first, 10_700, 13_400);
    reader.play(first.lastWord(), Recording.ARRIVED);
    reader.caughtUp(any -> true, 7);

    assertThat(cut().first()).isEqualTo(10_700);
    assertThat(cut().pcm()).isEqualTo(first.bytes(10_700, 13_000));
  }

  @Test
  void clipAboutADetection_ofWhichNothingIsThere_isNone() {
    SourceReader reader = new SourceReader(KeepRule.USUAL.cutting(), true, false, outcomes::add);
    Wanted wanted = samples("s1", 9_000, 13_000);
    wanted.core = new Stretch.Samples("s1", 10_000, 12_000);
    reader.want(wanted);
    play(reader, first, 8_500, 10_000);
    play(reader, first, 12_000, 16_000);

    assertThat(reasons()).containsExactly(Reason.INCOMPLETE);
  }

  private SourceReader reader(boolean fromTheBeginning) {
    return new SourceReader(CutRule.LABELS, fromTheBeginning, false, outcomes::add);
  }

  private Outcome.Cut cut() {
    assertThat(outcomes).hasSize(1);
    return (Outcome.Cut) outcomes.get(0);
  }

  private List<Reason> reasons() {
    return outcomes.stream()
        .filter(Outcome.GivenUp.class::isInstance)
        .map(outcome -> ((Outcome.GivenUp) outcome).reason())
        .toList();
  }

  private static void play(SourceReader reader, Recording recording, int from, int to) {
    for (int at = from; at < to; at += 100) {
      reader.play(recording.frame(at, Math.min(to, at + 100), false), Recording.ARRIVED);
    }
  }

  private static Wanted samples(String session, long from, long to) {
    return Recording.wanted("l" + from, new Stretch.Samples(session, from, to));
  }
}
