package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MelProjectionTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final int BANDS = FRONT_END.melBands();
  private static final int FFT = FRONT_END.fftLength();
  private final MelProjection mel = new MelProjection(FRONT_END);

  /**
   * |M X| against M |X| for one tone: the strongest band, the worst one of those that hold it, all.
   */
  private record Response(double strongestDb, double worstDb, double totalDb) {}

  @Test
  void sum_toneSweep_isWithinOneDecibelOfTheSumOfMagnitudes() {
    for (double hz = 45; hz < 7900; hz *= 1.007) {
      Response response = response(hz, false);
      assertThat(response.strongestDb()).as("%.1f Hz, strongest", hz).isBetween(-1.0, 1e-3);
      assertThat(response.worstDb()).as("%.1f Hz, worst band", hz).isBetween(-1.0, 1e-3);
      assertThat(response.totalDb()).as("%.1f Hz, energy", hz).isBetween(-1.0, 1e-3);
    }
  }

  @Test
  void sum_withoutCentredPhase_cancelsWhereBandsAreWide() {
    double worst = 0;
    for (double hz = 3000; hz < 7500; hz *= 1.007) {
      worst = Math.min(worst, response(hz, true).strongestDb());
    }
    assertThat(worst).isLessThan(-10);
  }

  @Test
  void project_compressesTheMagnitudeAndKeepsThePhase() {
    float[] spectrum = new float[FFT + 2];
    for (int i = 0; i < spectrum.length; i++) {
      spectrum[i] = (float) Math.sin(i * 0.7);
    }
    float[] linear = new float[2 * BANDS];
    float[] compressed = new float[2 * BANDS];
    mel.sum(spectrum, linear, 0, 1);
    mel.project(spectrum, compressed, 0, 1);
    for (int b = 0; b < BANDS; b++) {
      double z = Math.hypot(linear[b], linear[BANDS + b]);
      double compressedZ = Math.hypot(compressed[b], compressed[BANDS + b]);
      assertThat(compressedZ).isCloseTo(Math.log1p(10 * z), within(1e-6 * compressedZ));
      assertThat(Math.atan2(compressed[BANDS + b], compressed[b]))
          .isCloseTo(Math.atan2(linear[BANDS + b], linear[b]), within(1e-6));
    }
  }

  @Test
  void project_silence_isZeroAndNotNan() {
    float[] features = new float[2 * BANDS];
    mel.project(new float[FFT + 2], features, 0, 1);
    assertThat(features).containsOnly(0);
  }

  @Test
  void project_writesOnlyItsOwnFrame() {
    float[] spectrum = new float[FFT + 2];
    java.util.Arrays.fill(spectrum, 1);
    float[] features = new float[2 * BANDS * 3];
    java.util.Arrays.fill(features, -7);
    mel.project(spectrum, features, 1, 3);
    float[] alone = new float[2 * BANDS];
    mel.project(spectrum, alone, 0, 1);
    for (int row = 0; row < 2 * BANDS; row++) {
      assertThat(features[3 * row]).isEqualTo(-7);
      assertThat(features[3 * row + 1]).isEqualTo(alone[row]);
      assertThat(features[3 * row + 2]).isEqualTo(-7);
    }
  }

  @Test
  void weights_followTheTriangles() {
    double[] edges = MelScale.edgesHz(BANDS, 40, 8000);
    double binHz = 16_000.0 / FFT;
    for (int band = 0; band < BANDS; band++) {
      double top = 0;
      for (int bin = 0; bin <= FFT / 2; bin++) {
        double hz = bin * binHz;
        double expected = 0;
        if (hz > edges[band] && hz <= edges[band + 1]) {
          expected = (hz - edges[band]) / (edges[band + 1] - edges[band]);
        } else if (hz > edges[band + 1] && hz < edges[band + 2]) {
          expected = (edges[band + 2] - hz) / (edges[band + 2] - edges[band + 1]);
        }
        assertThat((double) mel.weight(band, bin)).isCloseTo(expected, within(1e-6));
        top = Math.max(top, expected);
      }
      assertThat(top).as("band %d", band).isGreaterThan(0.5);
    }
    // The HTK scale gives 1000 mel at 1000 Hz.
    assertThat(MelScale.toMel(1000)).isCloseTo(1000, within(0.1));
    assertThat(MelScale.toHz(MelScale.toMel(4321))).isCloseTo(4321, within(1e-9));
  }

  @Test
  void frontEnd_bandWithoutABin_isRefused() {
    assertThatThrownBy(() -> new FrontEnd(16_000, 16_000, 8_000, 256, 125, 80, 40, 8_000, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 80 bands")
        .hasMessageContaining("62.5 Hz");
  }

  @Test
  void bandsBelow_theNyquistOfASlowSource_leavesTheUpperBands() {
    int below = FRONT_END.bandsBelow(4000);
    double[] edges = MelScale.edgesHz(BANDS, 40, 8000);
    assertThat(edges[below + 1]).isLessThanOrEqualTo(4000);
    assertThat(edges[below + 2]).isGreaterThan(4000);
    assertThat(FRONT_END.bandsBelow(8000)).isEqualTo(BANDS);
    assertThat(FRONT_END.bandsBelow(10)).isZero();
  }

  /** Negative: with every other bin flipped beforehand, the projection's own flip is undone. */
  private Response response(double hz, boolean uncentred) {
    float[] x = new float[FFT];
    for (int i = 0; i < FFT; i++) {
      x[i] = (float) Math.sin(2 * Math.PI * hz * i / 16_000 + hz);
    }
    float[] spectrum = new float[FFT + 2];
    new Stft(FFT).transform(x, 0, spectrum);
    double[] magnitudes = new double[BANDS];
    double[] mainLobe = new double[BANDS];
    for (int b = 0; b < BANDS; b++) {
      for (int k = 0; k <= FFT / 2; k++) {
        double part = mel.weight(b, k) * Math.hypot(spectrum[2 * k], spectrum[2 * k + 1]);
        magnitudes[b] += part;
        mainLobe[b] += Math.abs(k - hz * FFT / 16_000) < 2 ? part : 0;
      }
    }
    for (int k = 1; uncentred && k <= FFT / 2; k += 2) {
      spectrum[2 * k] = -spectrum[2 * k];
      spectrum[2 * k + 1] = -spectrum[2 * k + 1];
    }
    float[] sums = new float[2 * BANDS];
    mel.sum(spectrum, sums, 0, 1);
    int strongest = 0;
    double worst = 0;
    double energy = 0;
    double expectedEnergy = 0;
    for (int b = 0; b < BANDS; b++) {
      strongest = magnitudes[b] > magnitudes[strongest] ? b : strongest;
      energy += sums[b] * sums[b] + sums[BANDS + b] * sums[BANDS + b];
      expectedEnergy += magnitudes[b] * magnitudes[b];
      // Side lobes do alternate in sign. Where they are at most 5 % of the sum, their cancelling
      // costs at most 20 log10(0.9) = -0.92 dB.
      if (mainLobe[b] > 0.95 * magnitudes[b]) {
        worst = Math.min(worst, decibels(sums, b, magnitudes));
      }
    }
    return new Response(
        decibels(sums, strongest, magnitudes), worst, 10 * Math.log10(energy / expectedEnergy));
  }

  private static double decibels(float[] sums, int band, double[] magnitudes) {
    return 20 * Math.log10(Math.hypot(sums[band], sums[BANDS + band]) / magnitudes[band]);
  }
}
