package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.WindowAnalyser;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class RandomFilterPropertyTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final int BANDS = FRONT_END.melBands();

  /** A gain in all bands is the gain of the audio, in both planes. */
  @Property(tries = 20)
  void apply_oneGain_equalsFeaturesOfLouderAudio(
      @ForAll @DoubleRange(min = -20, max = 20) double decibels, @ForAll long seed) {
    float[] quiet = noise(seed);
    float[] loud = quiet.clone();
    Loudness.scale(loud, Loudness.ratio(decibels));
    double[] gains = new double[BANDS];
    Arrays.fill(gains, decibels);
    float[] filtered = features(quiet);
    RandomFilter.apply(filtered, FRONT_END, gains);
    float[] expected = features(loud);
    for (int i = 0; i < expected.length; i++) {
      assertThat(filtered[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }

  /** One band louder leaves the others as they were. */
  @Property(tries = 20)
  void apply_gainOfOneBand_leavesTheOthers(@ForAll long seed) {
    float[] before = features(noise(seed));
    float[] after = before.clone();
    double[] gains = new double[BANDS];
    gains[7] = 6;
    RandomFilter.apply(after, FRONT_END, gains);
    for (int i = 0; i < before.length; i++) {
      if (i / FRONT_END.frames() % BANDS == 7) {
        assertThat(Math.abs(after[i])).isGreaterThan(Math.abs(before[i]));
      } else {
        assertThat(after[i]).isCloseTo(before[i], within(1e-6f));
      }
    }
  }

  /** Within the bound, and linear between at most five nodes. */
  @Property
  void decibels_areWithinTheBound_andPiecewiseLinear(
      @ForAll @DoubleRange(min = 0.5, max = 40) double bound, @ForAll long seed) {
    double[] gains = new RandomFilter(bound).decibels(BANDS, CounterRandom.of(seed));
    int bends = 0;
    for (int band = 0; band < BANDS; band++) {
      assertThat(Math.abs(gains[band])).isLessThanOrEqualTo(bound + 1e-9);
      if (band >= 2
          && Math.abs(gains[band] - 2 * gains[band - 1] + gains[band - 2]) > 1e-9 * bound) {
        bends++;
      }
    }
    // A node between two bands bends the line at both.
    assertThat(bends).isLessThanOrEqualTo(6);
    assertThat(gains).isNotEqualTo(new double[BANDS]);
  }

  @Property(tries = 20)
  void none_changesNothing(@ForAll long seed) {
    float[] features = features(noise(seed));
    float[] same = features.clone();
    RandomFilter.NONE.apply(same, FRONT_END, CounterRandom.of(seed));
    assertThat(same).isEqualTo(features);
  }

  @Example
  void gainBeyondItsBounds_isRefusedWithIt() {
    assertThatThrownBy(() -> new RandomFilter(41)).hasMessageContaining("[0, 40], was 41");
    assertThatThrownBy(() -> new RandomFilter(Double.NaN)).hasMessageContaining("NaN");
  }

  private static float[] noise(long seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] samples = new float[FRONT_END.windowSamples()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (random.nextDouble() - 0.5) * 0.1f;
    }
    return samples;
  }

  private static float[] features(float[] samples) {
    return new WindowAnalyser(FRONT_END).features(samples);
  }
}
