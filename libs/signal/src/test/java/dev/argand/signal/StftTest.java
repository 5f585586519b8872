package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StftTest {
  @Test
  void transform_cosineOnABin_isAQuarterOfTheLengthWithItsPhase() {
    int n = 512;
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) Math.cos(2 * Math.PI * 37 * i / n + Math.PI / 2);
    }
    float[] spectrum = new float[n + 2];
    new Stft(n).transform(x, 0, spectrum);
    // Periodic Hann has a mean of 1/2, and a cosine is half in each of its two lines.
    assertThat((double) spectrum[74]).isCloseTo(0, within(1e-3));
    assertThat((double) spectrum[75]).isCloseTo(n / 4.0, within(1e-3));
    // The neighbours are half as high and of opposite sign.
    assertThat((double) spectrum[77]).isCloseTo(-n / 8.0, within(1e-3));
    assertThat((double) spectrum[79]).isCloseTo(0, within(1e-3));
  }

  @Test
  void spectra_fewerSamplesThanALength_areNone() {
    assertThat(new Stft(64).spectra(new float[63], 16)).isEmpty();
    assertThat(new Stft(64).spectra(new float[64], 16)).hasNumberOfRows(1);
  }

  @Test
  void stft_badArguments_areNamed() {
    assertThatThrownBy(() -> new Stft(100)).hasMessageContaining("was 100");
    assertThatThrownBy(() -> new Stft(64).spectra(new float[64], 65))
        .hasMessage("hopSamples must be in [1, 64], was 65");
  }
}
