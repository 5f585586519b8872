package dev.argand.console.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class SpectrogramPropertyTest {
  private static final int RATE_HZ = 16_000;

  @Property(tries = 25)
  void columns_areTheSame_howeverTheSamplesAreCut(
      @ForAll @IntRange(max = 5_000) int length,
      @ForAll @IntRange(min = 1, max = 2_000) int piece) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) Math.sin(0.0003 * i * i);
    }
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    Spectrogram inPieces = new Spectrogram(RATE_HZ);
    for (int from = 0; from < length; from += piece) {
      pieces.writeBytes(
          inPieces.push(Arrays.copyOfRange(samples, from, Math.min(length, from + piece))));
    }

    byte[] atOnce = new Spectrogram(RATE_HZ).push(samples);

    assertThat(pieces.toByteArray()).isEqualTo(atOnce);
    int column = inPieces.columnSamples();
    assertThat(atOnce.length / Spectrogram.ROWS)
        .isEqualTo(Math.max(0, (length - column / 2) / column));
  }

  @Property(tries = 25)
  void fullScaleSine_atABinsCentre_isBrightest_inItsRow(
      @ForAll @IntRange(min = 2, max = 250) int bin) {
    float[] samples = new float[4_096];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * bin * i / 512);
    }
    byte[] columns = new Spectrogram(RATE_HZ).push(samples);

    int row = (bin - 1) / 2;
    assertThat(columns[row] & 0xFF).isCloseTo(255, within(1));
    // Hann's window leaks into the bins beside the tone, and nowhere that can be seen.
    for (int other = 0; other < Spectrogram.ROWS; other++) {
      if (Math.abs(other - row) > 2) {
        assertThat(columns[other] & 0xFF).as("row %d", other).isLessThan(30);
      }
    }
  }

  @Example
  void level_fallsBy255AHundredDecibels_downToNothing() {
    assertThat(brightest(1)).isCloseTo(255, within(1));
    assertThat(brightest(0.01)).isCloseTo(153, within(1));
    assertThat(brightest(0)).isZero();
  }

  @Example
  void transform_isThirtyTwoMilliseconds_asNearAsAPowerOfTwoIs() {
    assertThat(new Spectrogram(8_000).columnSamples()).isEqualTo(256);
    assertThat(new Spectrogram(16_000).columnSamples()).isEqualTo(512);
    assertThat(new Spectrogram(48_000).columnSamples()).isEqualTo(2_048);
    assertThat(new Spectrogram(1_000).columnSamples()).isEqualTo(256);
    assertThat(new Spectrogram(384_000).columnSamples()).isEqualTo(8_192);
  }

  private static int brightest(double amplitude) {
    float[] samples = new float[2_048];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * 40 * i / 512));
    }
    byte[] columns = new Spectrogram(RATE_HZ).push(samples);
    int brightest = 0;
    for (byte level : columns) {
      brightest = Math.max(brightest, level & 0xFF);
    }
    return brightest;
  }
}
