package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
  @ParameterizedTest
  @ValueSource(ints = {44_100, 48_000, 22_050, 32_000, 96_000})
  void resample_toneAboveTheNewNyquist_fallsBy60Decibels(int fromHz) {
    for (double hz = 8_001; hz < fromHz / 2.0; hz += 487) {
      float[] out = Resampler.resample(tone(hz, fromHz, 0.1), 16_000).samples();
      // The clip's ends are steps and carry any frequency: the middle is judged.
      double rms = rms(out, out.length / 4, out.length * 3 / 4);
      assertThat(20 * Math.log10(rms * Math.sqrt(2))).as("%.0f Hz", hz).isLessThan(-70);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "44100, 16000",
    "48000, 16000",
    "8000, 16000",
    "11025, 16000",
    "22050, 16000",
    "16000, 44100"
  })
  void resample_toneInThePassBand_keepsItsAmplitudeAndHasNoDelay(int fromHz, int toHz) {
    double nyquist = Math.min(fromHz, toHz) / 2.0;
    for (double part : new double[] {0.01, 0.2, 0.5, 0.89}) {
      double hz = part * nyquist;
      float[] out = Resampler.resample(tone(hz, fromHz, 0.1), toHz).samples();
      double worst = 0;
      for (int m = out.length / 4; m < out.length * 3 / 4; m++) {
        worst = Math.max(worst, Math.abs(out[m] - Math.sin(2 * Math.PI * hz * m / toHz)));
      }
      // 80 dB is 1e-4: ripple, and images of the tone.
      assertThat(worst).as("%.0f Hz", hz).isLessThan(2.5e-4);
    }
  }

  @Test
  void drain_tenMinutesIn_isStillAligned() {
    int fromHz = 44_100;
    long output = 16_000L * 600 + 7;
    // A pulse of 4 ms, centred exactly where output m should be.
    double centre = output * (double) fromHz / 16_000;
    Resampler resampler = new Resampler(fromHz, 16_000, 0, output - 100);
    long first = resampler.firstNeededSample();
    float[] in = new float[4096];
    for (int i = 0; i < in.length; i++) {
      double seconds = (first + i - centre) / fromHz;
      in[i] = (float) Math.exp(-seconds * seconds / 2e-6);
    }
    offerAll(resampler, in, new float[0]);
    float[] out = new float[201];
    assertThat(resampler.drain(out, 0, 201)).isEqualTo(201);
    assertThat((double) out[100]).isCloseTo(1, within(2e-4));
    for (int i = 1; i <= 100; i++) {
      assertThat((double) out[100 + i]).isCloseTo(out[100 - i], within(2e-4));
    }
  }

  @Test
  void drain_restartedAfterASilence_equalsAnUninterruptedRun() {
    restartAfterSilence(20);
  }

  @Tag("long")
  @Test
  void drain_restartedAfterAnHourOfSilence_equalsAnUninterruptedRun() {
    restartAfterSilence(3600);
  }

  private static void restartAfterSilence(int seconds) {
    int fromHz = 44_100;
    long start = 44_100L * seconds + 123;
    float[] tail = MixedAudio.seconds(1, fromHz, 3);
    Resampler whole = new Resampler(fromHz, 16_000);
    float[] zeros = new float[10_000];
    float[] sunk = new float[10_000];
    while (whole.nextSample() < start) {
      int n = (int) Math.min(zeros.length, start - whole.nextSample());
      whole.offer(zeros, 0, n);
      while (whole.drain(sunk, 0, sunk.length) > 0) {}
    }
    long next = whole.nextOutput();
    Resampler restarted = new Resampler(fromHz, 16_000, start, 0);
    float[] expected = drainAll(whole, tail);
    float[] actual = drainAll(restarted, tail);
    int lead = (int) (restarted.nextOutput() - actual.length - next);
    assertThat(actual).isEqualTo(Arrays.copyOfRange(expected, lead, expected.length));
  }

  @Test
  void resample_constant_staysConstant() {
    AudioClip constant = new AudioClip(repeat(0.5f, 8_820), 44_100);
    float[] out = Resampler.resample(constant, 16_000).samples();
    assertThat(out).hasSize(3200);
    assertThat(Arrays.copyOfRange(out, 200, 3000))
        .containsExactly(repeat(0.5f, 2800), within(1e-6f));
  }

  @Test
  void equalRates_areTheIdentityWithoutHistory() {
    Resampler resampler = new Resampler(16_000, 16_000, 5, 0);
    assertThat(resampler.nextOutput()).isEqualTo(5);
    assertThat(resampler.firstNeededSample()).isEqualTo(5);
    float[] in = {0.25f, -0.5f, 1};
    assertThat(resampler.offer(in, 0, 3)).isEqualTo(3);
    float[] out = new float[4];
    assertThat(resampler.drain(out, 0, 4)).isEqualTo(3);
    assertThat(out).containsExactly(0.25f, -0.5f, 1, 0);
  }

  @Test
  void kernel_rowsAreMirrorImages_soPhaseIsLinear() {
    PolyphaseKernel kernel = PolyphaseKernel.of(44_100, 16_000);
    assertThat(kernel.up).isEqualTo(160);
    assertThat(kernel.down).isEqualTo(441);
    float worst = 0;
    for (int p = 1; p < kernel.up; p++) {
      for (int t = 0; t < kernel.taps; t++) {
        float mirrored = kernel.coefficients[(kernel.up - p) * kernel.taps + kernel.taps - 1 - t];
        worst = Math.max(worst, Math.abs(kernel.coefficients[p * kernel.taps + t] - mirrored));
      }
    }
    assertThat(worst).isLessThan(1e-7f);
  }

  @Test
  void skipTo_givesTheSameSamplesAsNotSkipping() {
    float[] in = MixedAudio.seconds(1, 44_100, 8);
    float[] all = drainAll(new Resampler(44_100, 16_000), in);
    Resampler skipping = new Resampler(44_100, 16_000);
    skipping.offer(in, 0, 500);
    skipping.skipTo(9_000);
    float[] rest = drainAll(skipping, Arrays.copyOfRange(in, 500, in.length));
    assertThat(rest).isEqualTo(Arrays.copyOfRange(all, 9_000, all.length));
  }

  @Test
  void ratiosOfHugeFilters_areRefusedByName() {
    assertThatThrownBy(() -> new Resampler(16_001, 16_000))
        .isInstanceOf(UnsupportedRateException.class)
        .hasMessageContaining("16001 Hz to 16000 Hz")
        .hasMessageContaining("4096");
    assertThat(Resampler.supports(16_001, 16_000)).isFalse();
    assertThat(Resampler.supports(11_025, 48_000)).isTrue();
    assertThat(Resampler.supports(Integer.MAX_VALUE, 16_000)).isFalse();
    assertThat(Resampler.supports(0, 16_000)).isFalse();
  }

  private static float[] repeat(float value, int times) {
    float[] values = new float[times];
    Arrays.fill(values, value);
    return values;
  }

  private static AudioClip tone(double hz, int rateHz, double seconds) {
    float[] x = new float[(int) (rateHz * seconds)];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(2 * Math.PI * hz * i / rateHz);
    }
    return new AudioClip(x, rateHz);
  }

  private static double rms(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i] * (double) x[i];
    }
    return Math.sqrt(sum / (to - from));
  }

  private static float[] drainAll(Resampler resampler, float[] in) {
    float[] out = new float[2 * in.length + 1000];
    return Arrays.copyOf(out, offerAll(resampler, in, out));
  }

  private static int offerAll(Resampler resampler, float[] in, float[] out) {
    int written = 0;
    for (int done = 0; done < in.length; ) {
      int taken = resampler.offer(in, done, in.length - done);
      done += taken;
      written += resampler.drain(out, written, out.length - written);
      if (out.length == 0 && taken == 0) {
        return 0;
      }
    }
    return written;
  }
}
