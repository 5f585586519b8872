package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SourceReaderPropertyTest {
  private static final int RATE = 8_000;
  private static final int SAMPLES = 3 * RATE;
  private static final long START = 1_772_000_000_000_000L;

  /** However frames are cut, repeated and overlapped, and whenever the label comes. */
  @Property(tries = 60)
  void samplesAreTheSourcesOwn_forAnyFrames(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    Recording recording = Recording.of("s1", RATE, SAMPLES, START);
    List<Outcome> outcomes = new ArrayList<>();
    SourceReader reader = new SourceReader(CutRule.LABELS, true, false, outcomes::add);
    Map<String, long[]> expected = new HashMap<>();
    List<AudioFrame> frames = recording.frames(random, 2_000);
    List<Wanted> later = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long first = random.nextInt(SAMPLES - 1);
      long end = first + 1 + random.nextInt((int) (SAMPLES - first));
      expected.put("l" + i, new long[] {first, end});
      Wanted wanted = Recording.wanted("l" + i, stretch(recording, first, end, i % 2 == 0));
      if (random.nextBoolean()) {
        reader.want(wanted);
      } else {
        later.add(wanted);
      }
    }
    int pause = random.nextInt(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      reader.play(frames.get(i), Recording.ARRIVED);
      if (i == pause) {
        later.forEach(reader::want);
      }
    }
    reader.play(recording.lastWord(), Recording.ARRIVED);

    assertThat(reader.size()).isZero();
    assertThat(outcomes).hasSize(20).allMatch(Outcome.Cut.class::isInstance);
    for (Outcome outcome : outcomes) {
      Outcome.Cut cut = (Outcome.Cut) outcome;
      long[] range = expected.getOrDefault(cut.wanted().id(), new long[2]);
      assertThat(cut.first()).isEqualTo(range[0]);
      assertThat(cut.end()).isEqualTo(range[1]);
      assertThat(cut.pcm()).isEqualTo(recording.bytes(range[0], range[1]));
      assertThat(cut.startMicros()).isCloseTo(recording.micros(range[0]), within(1));
    }
  }

  /** Frames that come late, the last one early: as recognition hears them, in their places. */
  @Property(tries = 60)
  void samplesAreTheSourcesOwn_forLateFrames(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    Recording recording = Recording.of("s1", RATE, 5 * RATE, START);
    CutRule keeping = new CutRule(Duration.ofSeconds(3), 0, Duration.ofSeconds(2));
    List<Outcome> outcomes = new ArrayList<>();
    SourceReader reader =
        new SourceReader(
            random.nextBoolean() ? keeping : CutRule.LABELS, true, false, outcomes::add);
    Map<String, long[]> expected = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      long first = random.nextInt(4 * RATE);
      long end = first + 1 + random.nextInt(RATE);
      expected.put("l" + i, new long[] {first, end});
      reader.want(Recording.wanted("l" + i, new Stretch.Samples("s1", first, end)));
    }
    recording.lateFrames(random).forEach(frame -> reader.play(frame, Recording.ARRIVED));

    assertThat(reader.size()).isZero();
    assertThat(outcomes).hasSize(20);
    for (Outcome outcome : outcomes) {
      Outcome.Cut cut = (Outcome.Cut) outcome;
      long[] range = expected.getOrDefault(cut.wanted().id(), new long[2]);
      assertThat(cut.first()).isEqualTo(range[0]);
      assertThat(cut.pcm()).isEqualTo(recording.bytes(range[0], range[1]));
      assertThat(cut.startMicros()).isCloseTo(recording.micros(range[0]), within(2));
    }
  }

  @Property(tries = 30)
  void windowsAreThoseThatRecognitionHears(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    int rate = 6_000 + random.nextInt(20_000);
    Recording recording = Recording.of("s1", rate, 4 * rate, START);
    List<Outcome> outcomes = new ArrayList<>();
    SourceReader reader = new SourceReader(CutRule.LABELS, false, false, outcomes::add);
    FrontEnd frontEnd = FrontEnd.oneSecond();
    long k = random.nextInt(5);
    reader.want(Recording.wanted("l", new Stretch.Window("s1", frontEnd, k)));
    recording.frames(random, rate).forEach(frame -> reader.play(frame, Recording.ARRIVED));

    assertThat(outcomes).hasSize(1);
    assertThat(((Outcome.Cut) outcomes.get(0)).pcm())
        .isEqualTo(recording.bytes(frontEnd.sourceStart(k, rate), frontEnd.sourceEnd(k, rate)));
  }

  /** A gap of any place and length: a piece without it that is 80 % of the whole, or nothing. */
  @Property(tries = 60)
  void gaps_theLongestPieceCounts(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    Recording recording = Recording.of("s1", RATE, SAMPLES, START);
    int first = random.nextInt(SAMPLES / 2);
    int end = first + 100 + random.nextInt(SAMPLES / 2 - 100);
    int gap = random.nextInt(SAMPLES - 1);
    int gapEnd = gap + 1 + random.nextInt(SAMPLES - gap - 1);
    List<Outcome> outcomes = new ArrayList<>();
    SourceReader reader = new SourceReader(CutRule.LABELS, true, false, outcomes::add);
    reader.want(Recording.wanted("l", new Stretch.Samples("s1", first, end)));
    for (int at = 0; at < SAMPLES; at += 500) {
      int to = at + 500;
      if (Math.min(to, gap) > at) {
        reader.play(recording.frame(at, Math.min(to, gap), false), Recording.ARRIVED);
      }
      if (to > Math.max(at, gapEnd)) {
        reader.play(recording.frame(Math.max(at, gapEnd), to, false), Recording.ARRIVED);
      }
    }
    reader.play(recording.lastWord(), Recording.ARRIVED);
    // Of a gap close before the end the rest may still come.
    reader.caughtUp(wanted -> true, 0);

    int before = Math.max(0, Math.min(end, gap) - first);
    int after = Math.max(0, end - Math.max(first, gapEnd));
    boolean whole = gap >= end || gapEnd <= first;
    int length = whole ? end - first : Math.max(before, after);
    assertThat(outcomes).hasSize(1);
    if (length >= 0.8 * (end - first)) {
      int from = whole || before >= after ? first : end - after;
      assertThat(((Outcome.Cut) outcomes.get(0)).pcm())
          .isEqualTo(recording.bytes(from, from + length));
    } else {
      assertThat(outcomes.get(0)).isInstanceOf(Outcome.GivenUp.class);
    }
  }

  private static Stretch stretch(Recording recording, long first, long end, boolean utc) {
    return utc
        ? new Stretch.Time(recording.micros(first), recording.micros(end))
        : new Stretch.Samples("s1", first, end);
  }

  private static org.assertj.core.data.Offset<Long> within(long micros) {
    return org.assertj.core.data.Offset.offset(micros);
  }
}
