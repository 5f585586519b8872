package dev.argand.search.spectra;

import dev.argand.signal.FrameMatrix;
import dev.argand.signal.FrontEnd;

/**
 * How far two computations of the same features may be apart, in float arithmetic with unit
 * roundoff u = 2^-24.
 *
 * <p>Before compression. With n = fftLength terms, a product by the matrix errs by at most {@code
 * lambda sqrt(n) u} of {@code sum |a||x|} with probability 1 - 2n exp(-lambda^2/2) [1]; a transform
 * by at most {@code 7 u log2(n)} in the Euclidean norm [2, 24.1], and its mel sum of K bins by
 * {@code lambda sqrt(K) u}. By Cauchy and Schwarz each is relative to S = sqrt(n) |m_b| |x|, the
 * band's gain times the frame's norm, so |dz| is at most {@code E = sqrt(2) u (lambda (sqrt(n) +
 * sqrt(n / 2)) + 7 log2(n)) S}, K being at most n / 2 and sqrt(2) for two parts.
 *
 * <p>After it. z' = g(|z|) z with g(r) = log1p(c r) / r stretches by at most g, which falls with r:
 * |dz'| is at most {@code g(max(0, |z| - E)) E}, and compression in float adds a few roundings of
 * |z'| itself.
 *
 * <p>[1] Higham and Mary, A new approach to probabilistic rounding error analysis, 2019, theorem
 * 3.1. [2] Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 2002.
 */
public final class SpectraTolerance {
  private static final double ROUNDOFF = 0x1p-24;
  private static final double LAMBDA = 6;
  private static final double COMPRESSION_ROUNDINGS = 16;

  private final FrontEnd frontEnd;
  private final FrameMatrix matrix;
  private final double relative;

  /** The tolerance of a front end. */
  public SpectraTolerance(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
    this.matrix = new FrameMatrix(frontEnd);
    double n = frontEnd.fftLength();
    this.relative =
        Math.sqrt(2)
            * ROUNDOFF
            * (LAMBDA * (Math.sqrt(n) + Math.sqrt(n / 2)) + 7 * Math.log(n) / Math.log(2));
  }

  /**
   * The greatest difference as a share of what is allowed: at most 1 where both agree; NaN or
   * infinite where one is not finite.
   *
   * @param window {@code [windowSamples]}
   * @param reference its features as Java has them
   * @param other the same by another computation
   */
  public double worst(float[] window, float[] reference, float[] other) {
    int frames = frontEnd.frames();
    int plane = frontEnd.melBands() * frames;
    double worst = 0;
    for (int frame = 0; frame < frames; frame++) {
      double norm = norm(window, frame * frontEnd.stftHopSamples());
      for (int band = 0; band < frontEnd.melBands(); band++) {
        int at = band * frames + frame;
        double compressed = Math.hypot(reference[at], reference[plane + at]);
        double difference =
            Math.hypot(other[at] - reference[at], other[plane + at] - reference[plane + at]);
        double allowed = allowed(compressed, relative * matrix.gain(band) * norm);
        // Math.max keeps a NaN.
        worst = Math.max(worst, difference == 0 ? 0 : difference / allowed);
      }
    }
    return worst;
  }

  private double allowed(double compressed, double error) {
    double c = frontEnd.compression();
    double least = Math.max(0, Math.expm1(compressed) / c - error);
    double stretch = least == 0 ? c : Math.log1p(c * least) / least;
    return stretch * error + COMPRESSION_ROUNDINGS * ROUNDOFF * compressed;
  }

  private double norm(float[] window, int from) {
    double energy = 0;
    for (int i = from; i < from + frontEnd.fftLength(); i++) {
      energy += (double) window[i] * window[i];
    }
    return Math.sqrt(energy);
  }
}
