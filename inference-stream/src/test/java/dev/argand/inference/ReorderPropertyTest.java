package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens to frames on their way, the windows are those of the batch. */
class ReorderPropertyTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);

  @Property(tries = 20)
  void anyChunking_anyOrderWithinTheLimit_repeatsAndRestarts_giveTheWindowsOfTheBatch(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int rate) {
    int rateHz = new int[] {8_000, 11_025, 16_000, 48_000}[rate];
    CounterRandom random = CounterRandom.of(seed);
    TestAudio audio = TestAudio.noise("porch", "0001", rateHz, 1.6, seed);
    requireWindowsOfTheBatch(audio, shuffled(audio, random), random);
  }

  /** Two senders that cut the same audio at places of their own. */
  @Property(tries = 20)
  void twoCuttings_ofTheSameAudio_giveTheWindowsOfTheBatch(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 1.6, seed);
    List<AudioFrame> cuttings = new ArrayList<>(audio.randomFrames(random, longest(16_000)));
    cuttings.addAll(audio.randomFrames(random, longest(16_000)));
    requireWindowsOfTheBatch(audio, shuffled(cuttings, random), random);
  }

  /** Sends frames, some of them again, over some restarts. */
  private static void requireWindowsOfTheBatch(
      TestAudio audio, List<AudioFrame> frames, CounterRandom random) {
    List<Recognition> heard = new ArrayList<>();
    Rig rig = new Rig(Rig.SMALL);
    try {
      for (int i = 0; i < frames.size(); i++) {
        rig.send(frames.get(i));
        if (random.nextInt(4) == 0) {
          rig.send(frames.get(random.nextInt(i + 1)));
        }
        if (random.nextInt(6) == 0) {
          heard.addAll(rig.recognitions());
          rig = rig.restart();
        }
      }
      heard.addAll(rig.recognitions());

      assertThat(Oracle.windows(heard)).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.count(InferenceMeters.GAPS)).isZero();
      assertThat(rig.chunks()).isEmpty();
      assertThat(rig.quarantined()).isEmpty();
    } finally {
      rig.close();
    }
  }

  @Property(tries = 5)
  void tenfoldReplay_addsNothing(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 1.2, seed);
    List<AudioFrame> frames = shuffled(audio, random);
    try (Rig rig = new Rig(Rig.SMALL)) {
      // Half of it, ten times; then all of it, ten times.
      for (int i = 0; i < 10; i++) {
        rig.send(frames.subList(0, frames.size() / 2));
      }
      for (int i = 0; i < 10; i++) {
        rig.send(frames);
      }

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.chunks()).isEmpty();
      assertThat(rig.quarantined()).isEmpty();
    }
  }

  /** Frames of random lengths, none of which ends more than the limit behind a missing one. */
  private static List<AudioFrame> shuffled(TestAudio audio, CounterRandom random) {
    return shuffled(audio.randomFrames(random, longest(audio.format().sampleRateHz())), random);
  }

  private static List<AudioFrame> shuffled(List<AudioFrame> inOrder, CounterRandom random) {
    int rateHz = inOrder.get(0).getSampleRateHz();
    int displacement = (int) ReorderRule.USUAL.samples(rateHz) - longest(rateHz);
    List<AudioFrame> frames = new ArrayList<>(inOrder);
    Map<AudioFrame, Long> arrival = new IdentityHashMap<>();
    for (AudioFrame frame : frames) {
      arrival.put(frame, frame.getFirstSampleIndex() + random.nextInt(displacement));
    }
    frames.sort(Comparator.comparing(frame -> arrival.getOrDefault(frame, 0L)));
    return frames;
  }

  private static int longest(int rateHz) {
    return rateHz / 8;
  }
}
