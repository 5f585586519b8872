package dev.argand.signal;

/**
 * The linear part of a {@link FrontEnd} as one matrix, for whoever computes many frames at once by
 * a matrix product: Hann window, DFT, phase reference to the frame's centre and mel bands are all
 * linear, so a frame's samples x {@code [fftLength]} give
 *
 * <p>Re z_b = sum over i of x_i R_ib, Im z_b = sum over i of x_i I_ib,
 *
 * <p>R_ib - j I_ib = w_i sum over k of m_bk (-1)^k exp(+2 pi j k i / fftLength),
 *
 * <p>with the very window w and mel weights m that {@link Stft} and {@link MelProjection} use. Only
 * the compression {@code z' = z log1p(c|z|)/|z|} remains to be done. Entries are computed in double
 * and rounded once. For the one-second front end this takes 16 times fewer multiplications than a
 * product with the whole DFT matrix.
 *
 * <p>Immutable and thread-safe.
 */
public final class FrameMatrix {
  private final int rows;
  private final int bands;
  private final float[] real;
  private final float[] imaginary;
  private final double[] gains;

  /** The matrix of a front end. */
  public FrameMatrix(FrontEnd frontEnd) {
    this.rows = frontEnd.fftLength();
    this.bands = frontEnd.melBands();
    this.real = new float[rows * bands];
    this.imaginary = new float[rows * bands];
    this.gains = new double[bands];
    MelProjection mel = new MelProjection(frontEnd);
    float[] window = Stft.hann(rows);
    double[] cosine = new double[rows];
    double[] sine = new double[rows];
    for (int i = 0; i < rows; i++) {
      cosine[i] = StrictMath.cos(2 * Math.PI * i / rows);
      sine[i] = StrictMath.sin(2 * Math.PI * i / rows);
    }
    for (int band = 0; band < bands; band++) {
      double energy = 0;
      double[] re = new double[rows];
      double[] im = new double[rows];
      for (int bin = 0; bin <= rows / 2; bin++) {
        double weight = mel.signedWeight(band, bin);
        energy += weight * weight;
        for (int i = 0; weight != 0 && i < rows; i++) {
          // fftLength is a power of two.
          int turn = bin * i & (rows - 1);
          re[i] += weight * cosine[turn];
          im[i] -= weight * sine[turn];
        }
      }
      gains[band] = Math.sqrt(rows * energy);
      for (int i = 0; i < rows; i++) {
        real[i * bands + band] = (float) (window[i] * re[i]);
        imaginary[i * bands + band] = (float) (window[i] * im[i]);
      }
    }
  }

  /** Samples of a frame: the matrix's rows. */
  public int rows() {
    return rows;
  }

  /** Mel bands: the columns of each part. */
  public int bands() {
    return bands;
  }

  /** The part that gives real features, {@code [fftLength, bands]} by rows; a copy. */
  public float[] real() {
    return real.clone();
  }

  /** The part that gives imaginary features, {@code [fftLength, bands]} by rows; a copy. */
  public float[] imaginary() {
    return imaginary.clone();
  }

  /**
   * The most that |z| of a band can be for a frame of unit energy, by Cauchy and Schwarz:
   * sqrt(fftLength) times the Euclidean norm of the band's mel weights. The scale of its rounding
   * errors.
   */
  public double gain(int band) {
    return gains[band];
  }
}
