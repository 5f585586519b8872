package dev.argand.network.layer;

/**
 * The affine map of a batch norm as a function of a batch's moments and of what the norm learns,
 * with its Jacobian, in Java doubles.
 *
 * <p>The function takes and gives a handful of numbers a channel; written as tensor operations it
 * would be fifty of them, each dearer than its arithmetic. A layer puts {@code J z + (f(z0) - J
 * z0)} into the gradient's graph instead, whose value at z0 is f(z0) and whose gradient there is J.
 *
 * <p>Complex inputs are the rows {@code mean_r, mean_i, E[rr], E[ii], E[ri]}, then, where the norm
 * learns, {@code gamma_rr, gamma_ii, gamma_ri, beta_r, beta_i}; outputs are {@code A_rr, A_ii,
 * A_ri, A_ir, b_r, b_i} of y = A x + b. Real inputs are {@code mean, E[xx]}, then {@code gamma,
 * beta}; outputs {@code A, b}. The equations are those of {@link BatchNorm}; a variance that
 * rounding makes negative counts as zero, as does a determinant below epsilon squared.
 */
final class Whitening {
  private final int parts;
  private final boolean learns;
  private final int channels;

  /** {@code [outputs][inputs][channels]}. */
  private final double[] jacobian;

  /** {@code [outputs][channels]}. */
  private final double[] values;

  /** {@code [moments][channels]}: mean, variance, covariance, as a layer records them. */
  private final double[] moments;

  private Whitening(int parts, boolean learns, int channels) {
    this.parts = parts;
    this.learns = learns;
    this.channels = channels;
    this.jacobian = new double[outputs() * inputs() * channels];
    this.values = new double[outputs() * channels];
    this.moments = new double[momentRows(parts) * channels];
  }

  /** Rows of moments: mean and second moments of one or two parts. */
  static int momentRows(int parts) {
    return parts == 2 ? 5 : 2;
  }

  /** Rows that a norm learns. */
  static int learnedRows(int parts) {
    return parts == 2 ? 5 : 2;
  }

  /** Rows of the map. */
  static int outputs(int parts) {
    return parts == 2 ? 6 : 2;
  }

  /**
   * Evaluates the function.
   *
   * @param inputs rows as above, each of {@code channels} numbers
   */
  static Whitening at(double[] inputs, int parts, boolean learns, int channels) {
    Whitening whitening = new Whitening(parts, learns, channels);
    for (int c = 0; c < channels; c++) {
      if (parts == 2) {
        whitening.complex(inputs, c);
      } else {
        whitening.real(inputs, c);
      }
    }
    return whitening;
  }

  int inputs() {
    return momentRows(parts) + (learns ? learnedRows(parts) : 0);
  }

  int outputs() {
    return outputs(parts);
  }

  /** {@code [outputs][inputs][channels]}. */
  double[] jacobian() {
    return jacobian;
  }

  /** {@code [outputs][channels]}. */
  double[] values() {
    return values;
  }

  /** Means, then variances, then (complex) the covariance: {@code [rows][channels]}. */
  double[] moments() {
    return moments;
  }

  private void real(double[] in, int c) {
    int n = channels;
    double mean = in[c];
    double raw = in[n + c] - mean * mean;
    boolean flat = raw < 0;
    double variance = flat ? 0 : raw;
    double w = 1 / Math.sqrt(variance + BatchNorm.EPSILON);
    double gamma = learns ? in[2 * n + c] : 1;
    double beta = learns ? in[3 * n + c] : 0;
    double a = gamma * w;
    moments[c] = mean;
    moments[n + c] = variance;
    values[c] = a;
    values[n + c] = beta - a * mean;
    double slope = flat ? 0 : -0.5 * gamma * w * w * w;
    double byMean = slope * -2 * mean;
    put(0, 0, c, byMean);
    put(0, 1, c, slope);
    put(1, 0, c, -byMean * mean - a);
    put(1, 1, c, -slope * mean);
    if (learns) {
      put(0, 2, c, w);
      put(1, 2, c, -w * mean);
      put(1, 3, c, 1);
    }
  }

  private void complex(double[] in, int c) {
    int n = channels;
    double mr = in[c];
    double mi = in[n + c];
    double rawRr = in[2 * n + c] - mr * mr;
    double rawIi = in[3 * n + c] - mi * mi;
    double ri = in[4 * n + c] - mr * mi;
    boolean flatRr = rawRr < 0;
    boolean flatIi = rawIi < 0;
    moments[c] = mr;
    moments[n + c] = mi;
    moments[2 * n + c] = flatRr ? 0 : rawRr;
    moments[3 * n + c] = flatIi ? 0 : rawIi;
    moments[4 * n + c] = ri;
    double rr = moments[2 * n + c] + BatchNorm.EPSILON;
    double ii = moments[3 * n + c] + BatchNorm.EPSILON;
    double determinant = rr * ii - ri * ri;
    double floor = BatchNorm.EPSILON * BatchNorm.EPSILON;
    boolean singular = determinant < floor;
    double s = Math.sqrt(singular ? floor : determinant);
    double t = Math.sqrt(rr + ii + 2 * s);
    double p = 1 / (s * t);
    double wrr = (ii + s) * p;
    double wii = (rr + s) * p;
    double wri = -ri * p;
    double grr = learns ? in[5 * n + c] : 1;
    double gii = learns ? in[6 * n + c] : 1;
    double gri = learns ? in[7 * n + c] : 0;
    double br = learns ? in[8 * n + c] : 0;
    double bi = learns ? in[9 * n + c] : 0;
    double arr = grr * wrr + gri * wri;
    double aii = gri * wri + gii * wii;
    double ari = grr * wri + gri * wii;
    double air = gri * wrr + gii * wri;
    values[c] = arr;
    values[n + c] = aii;
    values[2 * n + c] = ari;
    values[3 * n + c] = air;
    values[4 * n + c] = br - arr * mr - ari * mi;
    values[5 * n + c] = bi - air * mr - aii * mi;
    double[] dRr = flatRr ? new double[5] : new double[] {-2 * mr, 0, 1, 0, 0};
    double[] dIi = flatIi ? new double[5] : new double[] {0, -2 * mi, 0, 1, 0};
    double[] dRi = {-mi, -mr, 0, 0, 1};
    for (int i = 0; i < 5; i++) {
      double ds = singular ? 0 : (ii * dRr[i] + rr * dIi[i] - 2 * ri * dRi[i]) / (2 * s);
      double dt = (dRr[i] + dIi[i] + 2 * ds) / (2 * t);
      double dp = -p * p * (t * ds + s * dt);
      double dWrr = (dIi[i] + ds) * p + (ii + s) * dp;
      double dWii = (dRr[i] + ds) * p + (rr + s) * dp;
      double dWri = -dRi[i] * p - ri * dp;
      double dArr = grr * dWrr + gri * dWri;
      double dAii = gri * dWri + gii * dWii;
      double dAri = grr * dWri + gri * dWii;
      double dAir = gri * dWrr + gii * dWri;
      put(0, i, c, dArr);
      put(1, i, c, dAii);
      put(2, i, c, dAri);
      put(3, i, c, dAir);
      put(4, i, c, -dArr * mr - dAri * mi - (i == 0 ? arr : i == 1 ? ari : 0));
      put(5, i, c, -dAir * mr - dAii * mi - (i == 0 ? air : i == 1 ? aii : 0));
    }
    if (learns) {
      put(0, 5, c, wrr);
      put(0, 7, c, wri);
      put(1, 6, c, wii);
      put(1, 7, c, wri);
      put(2, 5, c, wri);
      put(2, 7, c, wii);
      put(3, 6, c, wri);
      put(3, 7, c, wrr);
      put(4, 5, c, -wrr * mr - wri * mi);
      put(4, 7, c, -wri * mr - wii * mi);
      put(4, 8, c, 1);
      put(5, 6, c, -wri * mr - wii * mi);
      put(5, 7, c, -wrr * mr - wri * mi);
      put(5, 9, c, 1);
    }
  }

  private void put(int output, int input, int channel, double derivative) {
    jacobian[(output * inputs() + input) * channels + channel] = derivative;
  }
}
