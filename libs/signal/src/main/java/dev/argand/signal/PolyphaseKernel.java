package dev.argand.signal;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Coefficients of the resampling filter for one pair of rates: immutable, shared by all streams.
 *
 * <p>The rates' ratio in lowest terms is down/up. Output m is centred on source position m * down /
 * up = i + p / up, and weighs source samples i - before ... i - before + taps - 1 with row p. The
 * continuous filter is a sinc windowed by Kaiser's window [1], designed in double: with f the lower
 * of the two Nyquist frequencies it is flat up to 0.89 f and at least 80 dB down from f on. It is
 * symmetric about the centre, so phase is linear and delay zero. Each row is scaled to a sum of
 * one, so a constant stays constant.
 *
 * <p>Only StrictMath is used, so that coefficients are the same bits everywhere.
 *
 * <p>[1] A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed., 7.5.3, eq. 7.74
 * to 7.76.
 */
final class PolyphaseKernel {
  static final int MAX_PHASES = 4096;
  private static final int MAX_COEFFICIENTS = 1 << 22;
  private static final double ATTENUATION_DB = 80;
  private static final double KAISER_BETA = 0.1102 * (ATTENUATION_DB - 8.7);

  /**
   * Not quite 0.9: so the filter looks less than 6 ms ahead at 8 kHz, which is what a window of the
   * default front end has after its last frame, and the window is not a chunk late.
   */
  private static final double PASS_BAND = 0.89;

  /** Remembers a pure function; bounded, and memory may be taken back at any time. */
  private static final Map<Long, SoftReference<PolyphaseKernel>> KERNELS =
      new ConcurrentHashMap<>();

  private static final int MAX_KERNELS = 32;

  final int up;
  final int down;
  final int taps;

  /** How many of the taps lie before the source sample at or just before the centre. */
  final int before;

  /** [up, taps]. */
  final float[] coefficients;

  private PolyphaseKernel(int up, int down, int taps, int before, float[] coefficients) {
    this.up = up;
    this.down = down;
    this.taps = taps;
    this.before = before;
    this.coefficients = coefficients;
  }

  /**
   * The kernel of two rates.
   *
   * @throws UnsupportedRateException if the ratio in lowest terms needs more than 4096 phases, or 4
   *     million coefficients
   */
  static PolyphaseKernel of(int fromHz, int toHz) {
    long key = (long) fromHz << 32 | toHz;
    SoftReference<PolyphaseKernel> known = KERNELS.get(key);
    PolyphaseKernel kernel = known == null ? null : known.get();
    if (kernel == null) {
      kernel = design(fromHz, toHz);
      if (KERNELS.size() >= MAX_KERNELS) {
        KERNELS.clear();
      }
      KERNELS.put(key, new SoftReference<>(kernel));
    }
    return kernel;
  }

  /** Why two rates cannot be converted, or an empty text when they can. */
  static String refusal(int fromHz, int toHz) {
    if (fromHz < 1 || toHz < 1) {
      return "rates must be at least 1 Hz";
    }
    int up = toHz / gcd(fromHz, toHz);
    if (up > MAX_PHASES) {
      return "the ratio in lowest terms is %d/%d, at most %d filter phases are supported"
          .formatted(fromHz / gcd(fromHz, toHz), up, MAX_PHASES);
    }
    long coefficients = up * 2L * halfWidth(fromHz, toHz);
    return coefficients > MAX_COEFFICIENTS
        ? "the filter would have %d coefficients, at most %d are supported"
            .formatted(coefficients, MAX_COEFFICIENTS)
        : "";
  }

  private static PolyphaseKernel design(int fromHz, int toHz) {
    String refusal = refusal(fromHz, toHz);
    if (!refusal.isEmpty()) {
      throw new UnsupportedRateException(fromHz, toHz, refusal);
    }
    if (fromHz == toHz) {
      return new PolyphaseKernel(1, 1, 1, 0, new float[] {1});
    }
    int gcd = gcd(fromHz, toHz);
    int up = toHz / gcd;
    int half = halfWidth(fromHz, toHz);
    // In cycles a source sample: the middle of the transition from 0.89 f to f.
    double cutoff = (1 + PASS_BAND) / 2 * Math.min(fromHz, toHz) / (2.0 * fromHz);
    float[] coefficients = new float[up * 2 * half];
    for (int phase = 0; phase < up; phase++) {
      row(coefficients, phase * 2 * half, (double) phase / up, half, cutoff);
    }
    return new PolyphaseKernel(up, fromHz / gcd, 2 * half, half - 1, coefficients);
  }

  private static void row(float[] out, int offset, double fraction, int half, double cutoff) {
    double[] row = new double[2 * half];
    double sum = 0;
    for (int t = 0; t < row.length; t++) {
      double distance = t - (half - 1) - fraction;
      row[t] = 2 * cutoff * sinc(2 * cutoff * distance) * kaiser(distance / half);
      sum += row[t];
    }
    for (int t = 0; t < row.length; t++) {
      out[offset + t] = (float) (row[t] / sum);
    }
  }

  /** Source samples on each side of the centre; even, so that rows are a multiple of four long. */
  private static int halfWidth(int fromHz, int toHz) {
    double transition =
        2 * Math.PI * (1 - PASS_BAND) / 2 * Math.min(1.0, (double) toHz / fromHz); // rad a sample
    double length = (ATTENUATION_DB - 8) / (2.285 * transition) + 1;
    return 2 * (int) StrictMath.ceil(length / 4);
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : StrictMath.sin(Math.PI * x) / (Math.PI * x);
  }

  /** Kaiser's window over -1 ... 1; zero at the ends, so that every row is symmetric. */
  private static double kaiser(double x) {
    return Math.abs(x) >= 1
        ? 0
        : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
  }

  /** Modified Bessel function of order zero, by its power series. */
  private static double besselI0(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      double factor = x / (2 * k);
      term *= factor * factor;
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
