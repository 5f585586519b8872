package dev.argand.testkit;

/**
 * The discrete Fourier transform by its definition, in double: X_k = sum over n of x_n exp(-2 pi i
 * k n / N).
 *
 * <p>Spectra are interleaved re,im; the forward transform is unscaled and the inverse scales by
 * 1/N. O(N^2). The angle is reduced by (k n) mod N first, so that large N stays exact.
 */
public final class NaiveDft {
  private NaiveDft() {}

  /** The N/2 + 1 bins of a real signal from 0 to the Nyquist frequency: [2 * (n / 2 + 1)]. */
  public static double[] real(double[] signal) {
    int n = signal.length;
    double[] spectrum = new double[2 * (n / 2 + 1)];
    for (int k = 0; k <= n / 2; k++) {
      for (int i = 0; i < n; i++) {
        double angle = angle((long) k * i, n);
        spectrum[2 * k] += signal[i] * StrictMath.cos(angle);
        spectrum[2 * k + 1] -= signal[i] * StrictMath.sin(angle);
      }
    }
    return spectrum;
  }

  /** All N bins of a complex signal, interleaved in and out: [2 * n]. */
  public static double[] complex(double[] signal) {
    return transform(signal, -1, 1);
  }

  /** The complex signal of a full spectrum, interleaved in and out: [2 * n]. */
  public static double[] inverse(double[] spectrum) {
    return transform(spectrum, 1, 2.0 / spectrum.length);
  }

  private static double[] transform(double[] in, int sign, double scale) {
    int n = in.length / 2;
    double[] out = new double[2 * n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        double angle = sign * angle((long) k * i, n);
        double cos = StrictMath.cos(angle) * scale;
        double sin = StrictMath.sin(angle) * scale;
        out[2 * k] += in[2 * i] * cos - in[2 * i + 1] * sin;
        out[2 * k + 1] += in[2 * i] * sin + in[2 * i + 1] * cos;
      }
    }
    return out;
  }

  private static double angle(long product, int n) {
    return 2 * Math.PI * (product % n) / n;
  }
}
