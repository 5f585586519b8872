package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.testkit.NaiveDft;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StftPropertyTest {
  /** Float rounding of a transform of n: a few ulp times log2 n times the spectrum's norm. */
  private static final double TOLERANCE = 3e-6;

  @Property(tries = 25)
  void transform_equalsTheDefinition(
      @ForAll @IntRange(min = 4, max = 8) int log2, @ForAll long seed) {
    int n = 1 << log2;
    float[] x = noise(n, seed);
    double[] windowed = new double[n];
    double norm = 0;
    for (int i = 0; i < n; i++) {
      windowed[i] = x[i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / n));
      norm += Math.abs(windowed[i]);
    }
    double[] expected = NaiveDft.real(windowed);
    float[] spectrum = transform(x);
    for (int i = 0; i < spectrum.length; i++) {
      assertThat((double) spectrum[i]).isCloseTo(expected[i], within(TOLERANCE * norm));
    }
  }

  @Property(tries = 25)
  void transform_keepsEnergy(@ForAll @IntRange(min = 4, max = 11) int log2, @ForAll long seed) {
    int n = 1 << log2;
    float[] x = noise(n, seed);
    double time = 0;
    for (int i = 0; i < n; i++) {
      double windowed = x[i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / n));
      time += windowed * windowed;
    }
    float[] spectrum = transform(x);
    double frequency = 0;
    for (int k = 0; k <= n / 2; k++) {
      double power = spectrum[2 * k] * (double) spectrum[2 * k];
      power += spectrum[2 * k + 1] * (double) spectrum[2 * k + 1];
      // Every bin but the two real ones stands for its mirror image too.
      frequency += (k == 0 || k == n / 2 ? 1 : 2) * power / n;
    }
    assertThat(frequency).isCloseTo(time, within(1e-5 * time));
  }

  @Property(tries = 25)
  void transform_isLinear(@ForAll long seed) {
    float[] x = noise(256, seed);
    float[] y = noise(256, ~seed);
    float[] sum = new float[256];
    for (int i = 0; i < 256; i++) {
      sum[i] = 0.5f * x[i] - 2 * y[i];
    }
    float[] fx = transform(x);
    float[] fy = transform(y);
    float[] fsum = transform(sum);
    for (int i = 0; i < fsum.length; i++) {
      assertThat((double) fsum[i])
          .isCloseTo(0.5 * fx[i] - 2.0 * fy[i], within(TOLERANCE * 256 * 2.5));
    }
  }

  @Property(tries = 25)
  void spectra_shiftByHops_shiftsFrames(
      @ForAll @IntRange(min = 1, max = 5) int hops, @ForAll long seed) {
    Stft stft = new Stft(64);
    float[] x = noise(1000, seed);
    int hop = 24;
    float[][] all = stft.spectra(x, hop);
    float[][] later = stft.spectra(java.util.Arrays.copyOfRange(x, hops * hop, x.length), hop);
    assertThat(all).hasNumberOfRows(1 + (1000 - 64) / hop);
    for (int f = 0; f < later.length; f++) {
      assertThat(later[f]).isEqualTo(all[f + hops]);
    }
  }

  private static float[] transform(float[] x) {
    Stft stft = new Stft(x.length);
    float[] spectrum = new float[stft.spectrumLength()];
    stft.transform(x, 0, spectrum);
    return spectrum;
  }

  private static float[] noise(int n, long seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (2 * random.nextDouble() - 1);
    }
    return x;
  }
}
