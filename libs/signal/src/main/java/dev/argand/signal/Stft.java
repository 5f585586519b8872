package dev.argand.signal;

import java.util.Objects;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Short-time spectrum of a real signal.
 *
 * <p>In: samples [n]. Out: [frames, fftLength / 2 + 1], interleaved re,im, bin k at k * rate /
 * fftLength Hz. Frames are uncentred: frame f covers samples [f * hop, f * hop + fftLength),
 * weighed by the periodic Hann window 0.5 - 0.5 cos(2 pi i / fftLength). The transform is unscaled,
 * and its phase refers to the frame's first sample. Fewer samples than fftLength yield no frame.
 *
 * <p>Allocates nothing in {@link #transform}. Not thread-safe.
 */
public final class Stft {
  private final int fftLength;
  private final float[] window;
  private final FloatFFT_1D fft;

  /**
   * A transform of a given length.
   *
   * @throws IllegalArgumentException if fftLength is not a power of two of at least 16
   */
  public Stft(int fftLength) {
    if (fftLength < 16 || Integer.bitCount(fftLength) != 1) {
      throw new IllegalArgumentException(
          "fftLength must be a power of two of at least 16, was " + fftLength);
    }
    this.fftLength = fftLength;
    this.fft = new FloatFFT_1D(fftLength);
    this.window = hann(fftLength);
  }

  /** The periodic Hann window: 0.5 - 0.5 cos(2 pi i / length). */
  static float[] hann(int length) {
    float[] window = new float[length];
    for (int i = 0; i < length; i++) {
      window[i] = (float) (0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / length));
    }
    return window;
  }

  /** Frequency bins of a frame: fftLength / 2 + 1. */
  public int bins() {
    return fftLength / 2 + 1;
  }

  /** Floats of one frame's spectrum: 2 * bins. */
  public int spectrumLength() {
    return fftLength + 2;
  }

  /** Frames of a signal: 1 + floor((samples - fftLength) / hopSamples), or none. */
  public int frames(int samples, int hopSamples) {
    return samples < fftLength ? 0 : 1 + (samples - fftLength) / hopSamples;
  }

  /** Writes the spectrum of samples [offset, offset + fftLength) to spectrum [2 * bins]. */
  public void transform(float[] samples, int offset, float[] spectrum) {
    Objects.checkFromIndexSize(offset, fftLength, samples.length);
    Objects.checkFromIndexSize(0, fftLength + 2, spectrum.length);
    for (int i = 0; i < fftLength; i++) {
      spectrum[i] = window[i] * samples[offset + i];
    }
    fft.realForward(spectrum, 0);
    // JTransforms packs the real Nyquist bin into the imaginary part of bin 0.
    spectrum[fftLength] = spectrum[1];
    spectrum[fftLength + 1] = 0;
    spectrum[1] = 0;
  }

  /**
   * The spectra of every frame of a signal: [frames][2 * bins].
   *
   * @throws IllegalArgumentException if hopSamples is not in [1, fftLength]
   */
  public float[][] spectra(float[] samples, int hopSamples) {
    if (hopSamples < 1 || hopSamples > fftLength) {
      throw new IllegalArgumentException(
          "hopSamples must be in [1, " + fftLength + "], was " + hopSamples);
    }
    float[][] spectra = new float[frames(samples.length, hopSamples)][spectrumLength()];
    for (int f = 0; f < spectra.length; f++) {
      transform(samples, f * hopSamples, spectra[f]);
    }
    return spectra;
  }
}
