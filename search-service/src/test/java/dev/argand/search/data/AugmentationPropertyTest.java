package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** A clip of a constant 0.05, as long as a window: what is done to it can be read off. */
class AugmentationPropertyTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final int WINDOW = FRONT_END.windowSamples();
  private static final float LEVEL = 0.05f;

  @Property(tries = 25)
  void gain_isWithinItsBound(
      @ForAll @DoubleRange(min = 0, max = 20) double gainDb, @ForAll @IntRange(min = 0) int index) {
    float[] window = window(augmentation(gainDb, 0, 99, 0, 0), index);
    double ratio = Loudness.rms(window) / LEVEL;
    assertThat(ratio).isBetween(Loudness.ratio(-gainDb) * 0.999, Loudness.ratio(gainDb) * 1.001);
    // One gain for the whole clip: nothing but faint noise is left beside it.
    assertThat(window[0] / window[WINDOW / 2]).isCloseTo(1, within(0.05f));
  }

  @Property(tries = 25)
  void noise_liesAtTheChosenLevel(
      @ForAll @DoubleRange(min = 0, max = 40) double snrDb, @ForAll @IntRange(min = 0) int index) {
    float[] window = window(augmentation(0, 0, snrDb, 0, 0), index);
    for (int i = 0; i < WINDOW; i++) {
      window[i] -= LEVEL;
    }
    double decibels = 20 * Math.log10(LEVEL / Loudness.rms(window));
    // Where both peak above full scale the sum is turned down, but 0.05 never is.
    assertThat(decibels).isCloseTo(snrDb, within(0.2));
  }

  @Property(tries = 25)
  void fade_risesAndFallsAtTheEndsOnly(
      @ForAll @DoubleRange(min = 0, max = 0.2) double fadeSeconds,
      @ForAll @IntRange(min = 0) int index) {
    float[] window = window(augmentation(0, fadeSeconds, 100, 0, 0), index);
    int longest = 1 + (int) (fadeSeconds * FRONT_END.sampleRateHz());
    float noise = 5e-4f;
    for (int i = longest; i < WINDOW - longest; i++) {
      assertThat(window[i]).isCloseTo(LEVEL, within(noise));
    }
    for (int i = 1; i < longest; i++) {
      assertThat(window[i]).isGreaterThan(window[i - 1] - noise);
      assertThat(window[WINDOW - 1 - i]).isGreaterThan(window[WINDOW - i] - noise);
    }
  }

  @Property(tries = 100)
  void shift_leavesNoMoreOutsideThanItsShare(
      @ForAll @IntRange(min = 1, max = 3_000) int length,
      @ForAll @DoubleRange(min = 0, max = 0.9) double share,
      @ForAll long seed) {
    int window = 1_000;
    int offset = WindowSampler.offset(length, window, share, CounterRandom.of(seed));
    int inside = Math.min(window, offset + length) - Math.max(0, offset);
    assertThat(Math.min(length, window) - inside)
        .isLessThanOrEqualTo((int) Math.ceil(share * Math.min(length, window)));
  }

  @Property(tries = 10)
  void stretch_changesTheLengthWithinItsBound(
      @ForAll @DoubleRange(min = 0.05, max = 0.5) double stretch,
      @ForAll @IntRange(min = 0) int index)
      throws Exception {
    int length = WINDOW / 4;
    float[] window = window(augmentation(0, 0, 100, 0, stretch), index, length);
    long loud = 0;
    for (float sample : window) {
      loud += sample > LEVEL / 2 ? 1 : 0;
    }
    assertThat((double) loud).isBetween(length / (1 + stretch) - 300, length * (1 + stretch) + 300);
  }

  /** The first zero crossings of a tone tell its pitch, wherever the tone lies in its window. */
  @Property(tries = 20)
  void speed_movesPitchAndLengthTogether(
      @ForAll @DoubleRange(min = 0.02, max = 0.5) double speed,
      @ForAll @IntRange(min = 0, max = 1_000_000) int index)
      throws Exception {
    int length = WINDOW / 4;
    float[] tone = new float[length];
    double hz = 1_000;
    for (int i = 0; i < length; i++) {
      tone[i] = (float) (LEVEL * Math.sin(2 * Math.PI * hz * i / FRONT_END.sampleRateHz()));
    }
    Augmentation faster =
        new Augmentation(
            0, 0, 100, 100 + 1e-6, 0, 0, speed, 0, RandomFilter.NONE, FeatureMasks.NONE);
    float[] window = window(faster, index, tone);
    int first = -1;
    int last = 0;
    int crossings = 0;
    for (int i = 1; i < WINDOW; i++) {
      if (Math.max(Math.abs(window[i]), Math.abs(window[i - 1])) > LEVEL / 100
          && window[i] < 0 != window[i - 1] < 0) {
        first = first < 0 ? i : first;
        last = i;
        crossings++;
      }
    }
    double factor = (crossings - 1) / 2.0 * FRONT_END.sampleRateHz() / (last - first) / hz;
    assertThat(factor).isBetween(0.99 - speed - 0.005, 1.01 + speed + 0.005);
    assertThat((last - first) * factor / length).isCloseTo(1, within(0.02));
  }

  private static Augmentation augmentation(
      double gainDb, double fadeSeconds, double snrDb, double shift, double stretch) {
    return new Augmentation(
        gainDb,
        fadeSeconds,
        snrDb,
        snrDb + 1e-6,
        shift,
        stretch,
        0,
        0,
        RandomFilter.NONE,
        FeatureMasks.NONE);
  }

  private static float[] window(Augmentation augmentation, int index) {
    try {
      return window(augmentation, index, WINDOW);
    } catch (IOException | DataException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] window(Augmentation augmentation, int index, int length)
      throws IOException, DataException {
    float[] constant = new float[length];
    Arrays.fill(constant, LEVEL);
    return window(augmentation, index, constant);
  }

  private static float[] window(Augmentation augmentation, int index, float[] clip)
      throws IOException, DataException {
    List<LabeledClip> clips = new ArrayList<>();
    for (String group : List.of("a", "b", "c")) {
      clips.add(new LabeledClip("tone/" + group, "tone", group, () -> new AudioClip(clip, 16_000)));
      clips.add(
          new LabeledClip(
              "background/" + group,
              DataSet.BACKGROUND,
              group,
              () -> SoundSynthesiser.background(8_000, CounterRandom.of(3).at(group))));
    }
    Splits splits = Splits.of(DataSet.of("constant", clips, List.of()));
    return new WindowSampler(splits, FRONT_END, augmentation)
        .trainingWindow(clips.get(0), 1, 0, index);
  }
}
