package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class FrameMatrixPropertyTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final FrameMatrix MATRIX = new FrameMatrix(FRONT_END);

  /**
   * Entries are rounded once and summed here in double, so what differs is Java's float transform:
   * at most 7 u log2(n) (Higham, Accuracy and Stability of Numerical Algorithms, 2002, 24.1) and u
   * for each of a band's weights (fewer than 80), relative to the band's gain times the frame's
   * norm.
   */
  private static final double TOLERANCE = (7 * 10 + 80) * 0x1p-24;

  @Property(tries = 20)
  void product_anyFrame_equalsTransformAndMelSum(@ForAll long seed) {
    float[] frame = new float[FRONT_END.fftLength()];
    CounterRandom random = CounterRandom.of(seed);
    double energy = 0;
    for (int i = 0; i < frame.length; i++) {
      frame[i] = 2 * random.nextFloat() - 1;
      energy += frame[i] * frame[i];
    }
    float[] expected = expected(frame);
    for (int band = 0; band < MATRIX.bands(); band++) {
      double bound = TOLERANCE * MATRIX.gain(band) * Math.sqrt(energy);
      assertThat(product(MATRIX.real(), frame, band) - expected[band])
          .as("real part of band %d, seed %d", band, seed)
          .isBetween(-bound, bound);
      assertThat(product(MATRIX.imaginary(), frame, band) - expected[MATRIX.bands() + band])
          .as("imaginary part of band %d, seed %d", band, seed)
          .isBetween(-bound, bound);
    }
  }

  private static float[] expected(float[] frame) {
    Stft stft = new Stft(FRONT_END.fftLength());
    float[] spectrum = new float[stft.spectrumLength()];
    stft.transform(frame, 0, spectrum);
    float[] features = new float[2 * FRONT_END.melBands()];
    new MelProjection(FRONT_END).sum(spectrum, features, 0, 1);
    return features;
  }

  private static double product(float[] matrix, float[] frame, int band) {
    double sum = 0;
    for (int i = 0; i < frame.length; i++) {
      sum += (double) matrix[i * MATRIX.bands() + band] * frame[i];
    }
    return sum;
  }
}
