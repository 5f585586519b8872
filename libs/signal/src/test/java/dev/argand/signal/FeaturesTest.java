package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.testkit.NaiveDft;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final FrontEnd SMALL = new FrontEnd(8_000, 600, 192, 128, 64, 10, 100, 4_000, 7);

  @Test
  void window_equalsTheDefinitionInDouble() {
    float[] audio = MixedAudio.seconds(0.3, 8_000, 12);
    for (int start = 0; start + 600 <= audio.length; start += 600) {
      float[] window = Arrays.copyOfRange(audio, start, start + 600);
      float[] features = Features.window(SMALL, window);
      double[] expected = byDefinition(window);
      for (int i = 0; i < features.length; i++) {
        // Features are at most log1p(7 * 128): a float spectrum is good to about 1e-6 of its norm,
        // which the compression multiplies by at most c where z is small.
        assertThat((double) features[i]).isCloseTo(expected[i], within(5e-4));
      }
    }
  }

  @Test
  void all_atTheModelsRate_equalsEachWindowAlone() {
    FrontEnd frontEnd = FrontEnd.oneSecond();
    float[] audio = MixedAudio.seconds(4, 16_000, 5);
    float[][] all = Features.all(frontEnd, new AudioClip(audio, 16_000));
    for (int k = 0; k < all.length; k++) {
      float[] window = Arrays.copyOfRange(audio, k * 7_680, k * 7_680 + 16_000);
      assertThat(all[k]).isEqualTo(Features.window(frontEnd, window));
    }
  }

  @Test
  void all_clipShorterThanAWindow_isNone() {
    assertThat(Features.all(FrontEnd.oneSecond(), new AudioClip(new float[15_999], 16_000)))
        .isEmpty();
    assertThat(Features.all(FrontEnd.oneSecond(), new AudioClip(new float[0], 44_100))).isEmpty();
    assertThat(Features.all(FrontEnd.oneSecond(), new AudioClip(new float[16_000], 16_000)))
        .hasNumberOfRows(1);
  }

  @Test
  void window_ofAnotherLength_isRefused() {
    assertThatThrownBy(() -> Features.window(SMALL, new float[599]))
        .hasMessage("samples must be a window of 600, were 599");
  }

  @Test
  void all_sourceOfHalfTheRate_leavesTheUpperBandsEmpty() {
    FrontEnd frontEnd = FrontEnd.oneSecond();
    float[] noise = new float[8_000];
    CounterRandom random = CounterRandom.of(1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (0.3 * random.nextGaussian());
    }
    float[] features = Features.all(frontEnd, new AudioClip(noise, 8_000))[0];
    int full = frontEnd.bandsBelow(4_000);
    // The band astride the Nyquist frequency and its neighbour may hold the filter's slope.
    assertThat(mean(frontEnd, features, full + 2, frontEnd.melBands())).isLessThan(0.3);
    assertThat(mean(frontEnd, features, 0, full)).isGreaterThan(3);
  }

  private static double mean(FrontEnd frontEnd, float[] features, int fromBand, int toBand) {
    int plane = features.length / 2;
    int frames = frontEnd.frames();
    double sum = 0;
    for (int i = fromBand * frames; i < toBand * frames; i++) {
      sum += Math.hypot(features[i], features[plane + i]);
    }
    return sum / ((toBand - fromBand) * frames);
  }

  private static double[] byDefinition(float[] window) {
    double[] out = new double[SMALL.featureLength()];
    double[] edges = MelScale.edgesHz(10, 100, 4_000);
    for (int f = 0; f < SMALL.frames(); f++) {
      double[] x = new double[128];
      for (int i = 0; i < 128; i++) {
        x[i] = window[64 * f + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / 128));
      }
      double[] spectrum = NaiveDft.real(x);
      for (int b = 0; b < 10; b++) {
        double re = 0;
        double im = 0;
        for (int k = 0; k <= 64; k++) {
          double weight = MelScale.weight(edges, b, k * 62.5) * Math.pow(-1, k);
          re += weight * spectrum[2 * k];
          im += weight * spectrum[2 * k + 1];
        }
        double z = Math.hypot(re, im);
        double gain = z == 0 ? 0 : Math.log1p(7 * z) / z;
        out[b * SMALL.frames() + f] = re * gain;
        out[(10 + b) * SMALL.frames() + f] = im * gain;
      }
    }
    return out;
  }
}
