package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoundSynthesiserTest {
  private static final int FAMILIES = 12;
  private static final double[] BAND_CENTRES_HZ = {90, 180, 350, 700, 1200, 2000, 3000, 4500, 6500};

  @Test
  void kinds_bundledAndSpare_areAtLeastNineDistinctLabels() {
    assertThat(SoundKind.bundled()).hasSize(8);
    assertThat(SoundKind.spare()).isNotEmpty().doesNotContainAnyElementsOf(SoundKind.bundled());
    assertThat(SoundKind.values()).extracting(SoundKind::label).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void render_everyFamily_isAudibleShortAndNotClipping(SoundKind kind) {
    for (int family = 0; family < FAMILIES; family++) {
      AudioClip clip = SoundSynthesiser.render(kind, CounterRandom.of(family));
      float[] samples = clip.samples();
      assertThat(clip.sampleRateHz()).isEqualTo(16_000);
      assertThat(clip.seconds()).isBetween(0.3, 0.8);
      // Peaks lie between -19 and -4 dB below full scale.
      assertThat(peak(samples)).as("peak of family %d", family).isBetween(0.11, 0.64);
      assertThat(Loudness.active(samples, 16_000)).isGreaterThan(0.01);
      for (float sample : samples) {
        assertThat(Math.rint(sample * 32_768.0)).isEqualTo(sample * 32_768.0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void render_sameGenerator_sameSamplesAndOtherGeneratorOtherSamples(SoundKind kind) {
    float[] first = SoundSynthesiser.render(kind, CounterRandom.of(5)).samples();
    assertThat(SoundSynthesiser.render(kind, CounterRandom.of(5)).samples()).isEqualTo(first);
    assertThat(SoundSynthesiser.render(kind, CounterRandom.of(6)).samples()).isNotEqualTo(first);
  }

  /** Takes of one device and room vary too: a family does not fix the waveform. */
  @Test
  void render_sameFamilyTwice_differs() {
    SoundFamily family = SoundFamily.draw(CounterRandom.of(1));
    CounterRandom random = CounterRandom.of(2);
    assertThat(SoundSynthesiser.render(SoundKind.BELL, family, random).samples())
        .isNotEqualTo(SoundSynthesiser.render(SoundKind.BELL, family, random).samples());
  }

  /** The mean spectrum of a kind over some families is nearest to its own over other families. */
  @Test
  void render_kinds_differInMeanSpectrum() {
    double[][] learned = new double[SoundKind.values().length][];
    for (SoundKind kind : SoundKind.values()) {
      learned[kind.ordinal()] = meanSpectrum(kind, 0);
    }
    for (SoundKind kind : SoundKind.values()) {
      double[] heard = meanSpectrum(kind, 1000);
      SoundKind nearest = kind;
      for (SoundKind other : SoundKind.values()) {
        if (distance(heard, learned[other.ordinal()])
            < distance(heard, learned[nearest.ordinal()])) {
          nearest = other;
        }
      }
      assertThat(nearest).as("nearest to %s", kind).isEqualTo(kind);
    }
  }

  @Test
  void background_manyDraws_isNeverSilentNorClipping() {
    for (int seed = 0; seed < 40; seed++) {
      float[] samples = SoundSynthesiser.background(4_000, CounterRandom.of(seed)).samples();
      assertThat(samples).hasSize(4_000);
      assertThat(20 * Math.log10(Loudness.rms(samples))).isBetween(-64.0, -25.0);
      assertThat(peak(samples)).isLessThan(0.91);
      assertThat(longestRunOfZeros(samples)).as("zeros of seed %d", seed).isLessThan(100);
    }
  }

  @Test
  void background_noSamples_isRefused() {
    assertThatThrownBy(() -> SoundSynthesiser.background(0, CounterRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples must be at least 1, was 0");
  }

  private static double[] meanSpectrum(SoundKind kind, int seed) {
    double[] mean = new double[BAND_CENTRES_HZ.length];
    for (int family = 0; family < FAMILIES; family++) {
      float[] samples = SoundSynthesiser.render(kind, CounterRandom.of(seed + family)).samples();
      double[] signal = new double[samples.length];
      for (int i = 0; i < signal.length; i++) {
        signal[i] = samples[i];
      }
      double level = Oscillators.rms(signal);
      for (int band = 0; band < mean.length; band++) {
        double hz = BAND_CENTRES_HZ[band];
        double energy = Oscillators.rms(Oscillators.resonate(signal, hz, hz / 3)) / level;
        mean[band] += 20 * Math.log10(energy) / FAMILIES;
      }
    }
    return mean;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static double peak(float[] samples) {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  static int longestRunOfZeros(float[] samples) {
    int longest = 0;
    int run = 0;
    for (float sample : samples) {
      run = sample == 0 ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
