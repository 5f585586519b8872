package dev.argand.search.data;

import dev.argand.signal.CounterRandom;
import java.util.function.IntToDoubleFunction;

/**
 * The few signal sources and filters that the synthesiser is made of, at 16 kHz, in double
 * precision. Only basic arithmetic and {@link StrictMath}, so that every machine renders the same
 * bits.
 */
final class Oscillators {
  static final double RATE_HZ = SoundSynthesiser.SAMPLE_RATE_HZ;

  private Oscillators() {}

  /**
   * Adds a tone with harmonics whose frequency and gain follow the sample index. Harmonics above
   * 7.5 kHz are left out, so nothing aliases.
   *
   * @param harmonics relative amplitude of each harmonic, the fundamental first
   */
  static void addTone(
      double[] out,
      int start,
      int length,
      double[] harmonics,
      IntToDoubleFunction frequencyHz,
      IntToDoubleFunction gain) {
    double phase = 0;
    int end = Math.min(length, out.length - start);
    for (int i = 0; i < end; i++) {
      double hz = frequencyHz.applyAsDouble(i);
      phase += hz / RATE_HZ;
      phase -= StrictMath.floor(phase);
      double sum = 0;
      for (int h = 0; h < harmonics.length && (h + 1) * hz < 7500; h++) {
        if (harmonics[h] != 0) {
          sum += harmonics[h] * StrictMath.sin(2 * StrictMath.PI * (h + 1) * phase);
        }
      }
      out[start + i] += gain.applyAsDouble(i) * sum;
    }
  }

  /** Adds one decaying mode, struck at {@code start}: gain e^(-t/decay) sin(2 pi f t). */
  static void addMode(
      double[] out, int start, double frequencyHz, double decaySeconds, double gain) {
    if (frequencyHz >= 7900 || start >= out.length) {
      return;
    }
    double radius = StrictMath.exp(-1 / (decaySeconds * RATE_HZ));
    double angle = 2 * StrictMath.PI * frequencyHz / RATE_HZ;
    double feedback = 2 * radius * StrictMath.cos(angle);
    double older = 0;
    double newer = gain * radius * StrictMath.sin(angle);
    int end = (int) Math.min(out.length, start + 8 * decaySeconds * RATE_HZ);
    for (int i = start; i < end; i++) {
      out[i] += older;
      double next = feedback * newer - radius * radius * older;
      older = newer;
      newer = next;
    }
  }

  /** Uniform white noise of unit variance. */
  static double[] noise(int length, CounterRandom random) {
    double[] noise = new double[length];
    for (int i = 0; i < length; i++) {
      noise[i] = white(random);
    }
    return noise;
  }

  /** One sample of uniform white noise of unit variance. */
  static double white(CounterRandom random) {
    return (random.nextDouble() * 2 - 1) * 1.7320508075688772;
  }

  /** A two-pole resonance of about unit gain at its centre, over the input. */
  static double[] resonate(double[] in, double centreHz, double bandwidthHz) {
    double radius = StrictMath.exp(-StrictMath.PI * bandwidthHz / RATE_HZ);
    double b1 = 2 * radius * StrictMath.cos(2 * StrictMath.PI * centreHz / RATE_HZ);
    double b2 = -radius * radius;
    double a = (1 - radius * radius) / 2;
    double[] out = new double[in.length];
    double x1 = 0;
    double x2 = 0;
    double y1 = 0;
    double y2 = 0;
    for (int i = 0; i < in.length; i++) {
      double y = a * (in[i] - x2) + b1 * y1 + b2 * y2;
      x2 = x1;
      x1 = in[i];
      y2 = y1;
      y1 = y;
      out[i] = y;
    }
    return out;
  }

  /** A one-pole low-pass in place. */
  static double[] lowPass(double[] signal, double cutoffHz) {
    double pole = StrictMath.exp(-2 * StrictMath.PI * cutoffHz / RATE_HZ);
    double state = 0;
    for (int i = 0; i < signal.length; i++) {
      state = pole * state + (1 - pole) * signal[i];
      signal[i] = state;
    }
    return signal;
  }

  /** Adds {@code gain} times one signal to another from a place on; what does not fit is cut. */
  static void add(double[] out, int start, double[] in, double gain) {
    int end = Math.min(in.length, out.length - start);
    for (int i = 0; i < end; i++) {
      out[start + i] += gain * in[i];
    }
  }

  /** Rises over {@code attack} samples and falls over {@code release} at the end of a length. */
  static double edge(int i, int length, int attack, int release) {
    double in = i < attack ? (i + 1.0) / attack : 1;
    double out = length - i <= release ? (double) (length - i) / release : 1;
    return Math.max(0, Math.min(in, out));
  }

  static int samples(double seconds) {
    return (int) (seconds * RATE_HZ);
  }

  static double rms(double[] signal) {
    double sum = 0;
    for (double v : signal) {
      sum += v * v;
    }
    return StrictMath.sqrt(sum / Math.max(1, signal.length));
  }
}
