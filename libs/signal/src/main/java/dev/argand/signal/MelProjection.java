package dev.argand.signal;

import java.util.Objects;

/**
 * Complex mel features of one frame: the one place where interleaved spectra become {@code [Re;
 * Im]} planes.
 *
 * <p>In: a spectrum X, interleaved re,im, {@code [fftLength / 2 + 1]}, unscaled, as {@link Stft}
 * writes it. Out: two numbers a band, written into {@code [part, band, frame]}. The steps:
 *
 * <ol>
 *   <li>Phase is referenced to the frame's centre: X_k (-1)^k. Without it neighbouring bins of one
 *       tone have opposite signs and cancel in the sum. The signs are part of the weights.
 *   <li>z = M X with real triangular mel weights M (see {@link MelScale}; peak weight one).
 *   <li>z' = z log1p(c |z|) / |z|, and 0 at z = 0: the magnitude is compressed, the phase kept.
 * </ol>
 *
 * <p>Immutable and thread-safe; allocates nothing.
 */
public final class MelProjection {
  private final int bins;
  private final int bands;
  private final double compression;

  /** First bin of each band, and where its weights begin; one more entry than bands. */
  private final int[] firstBin;

  private final int[] firstWeight;
  private final float[] weights;

  /** The projection of a front end; its record has checked that no band is without a bin. */
  public MelProjection(FrontEnd frontEnd) {
    this.bins = frontEnd.fftLength() / 2 + 1;
    this.bands = frontEnd.melBands();
    this.compression = frontEnd.compression();
    this.firstBin = new int[bands];
    this.firstWeight = new int[bands + 1];
    double[] edges = MelScale.edgesHz(bands, frontEnd.minHz(), frontEnd.maxHz());
    double binHz = (double) frontEnd.sampleRateHz() / frontEnd.fftLength();
    for (int band = 0; band < bands; band++) {
      int first = (int) Math.floor(edges[band] / binHz) + 1;
      int end = Math.min(bins, (int) Math.ceil(edges[band + 2] / binHz));
      firstBin[band] = first;
      firstWeight[band + 1] = firstWeight[band] + end - first;
    }
    this.weights = new float[firstWeight[bands]];
    for (int band = 0; band < bands; band++) {
      for (int i = firstWeight[band]; i < firstWeight[band + 1]; i++) {
        int bin = firstBin[band] + i - firstWeight[band];
        double weight = MelScale.weight(edges, band, bin * binHz);
        weights[i] = (float) (bin % 2 == 0 ? weight : -weight);
      }
    }
  }

  /** Weight of a bin in a band, at least 0. */
  float weight(int band, int bin) {
    return Math.abs(signedWeight(band, bin));
  }

  /** Weight of a bin in a band times (-1)^bin, the phase reference to the frame's centre. */
  float signedWeight(int band, int bin) {
    int i = firstWeight[band] + bin - firstBin[band];
    return i < firstWeight[band] || i >= firstWeight[band + 1] ? 0 : weights[i];
  }

  /**
   * Writes the features of one frame.
   *
   * @param spectrum [bins], interleaved re,im
   * @param features [2, bands, frames]
   * @param frame which frame of them to write
   * @param frames how many frames the features hold
   */
  public void project(float[] spectrum, float[] features, int frame, int frames) {
    Objects.checkIndex(frame, frames);
    Objects.checkFromIndexSize(0, 2 * bins, spectrum.length);
    Objects.checkFromIndexSize(0, 2 * bands * frames, features.length);
    sum(spectrum, features, frame, frames);
    compress(features, frame, frames);
  }

  /** z = M X, phase referenced to the frame's centre. */
  void sum(float[] spectrum, float[] features, int frame, int frames) {
    for (int band = 0; band < bands; band++) {
      float re = 0;
      float im = 0;
      int at = 2 * firstBin[band];
      for (int i = firstWeight[band]; i < firstWeight[band + 1]; i++) {
        re += weights[i] * spectrum[at];
        im += weights[i] * spectrum[at + 1];
        at += 2;
      }
      features[band * frames + frame] = re;
      features[(bands + band) * frames + frame] = im;
    }
  }

  private void compress(float[] features, int frame, int frames) {
    for (int band = 0; band < bands; band++) {
      int real = band * frames + frame;
      int imaginary = (bands + band) * frames + frame;
      double re = features[real];
      double im = features[imaginary];
      double magnitude = Math.sqrt(re * re + im * im);
      double gain = magnitude == 0 ? 0 : Math.log1p(compression * magnitude) / magnitude;
      features[real] = (float) (re * gain);
      features[imaginary] = (float) (im * gain);
    }
  }
}
