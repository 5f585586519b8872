package dev.argand.search.data;

/** Levels of audio, as amplitudes against full scale, and decibels. */
final class Loudness {
  private static final double ACTIVE_BELOW_LOUDEST = 1e-3;
  private static final int BLOCKS_A_SECOND = 50;

  private Loudness() {}

  static double rms(float[] samples) {
    return rms(samples, 0, samples.length);
  }

  /**
   * Root mean square of the parts in which something sounds: the blocks of 20 ms within 30 dB of
   * the loudest. Padding around a word, or the pauses between knocks, do not make them quieter.
   */
  static double active(float[] samples, int sampleRateHz) {
    int block = Math.max(1, sampleRateHz / BLOCKS_A_SECOND);
    double[] energies = new double[(samples.length + block - 1) / block];
    double loudest = 0;
    for (int b = 0; b < energies.length; b++) {
      double rms = rms(samples, b * block, Math.min(samples.length, (b + 1) * block));
      energies[b] = rms * rms;
      loudest = Math.max(loudest, energies[b]);
    }
    double sum = 0;
    int active = 0;
    for (double energy : energies) {
      if (energy >= ACTIVE_BELOW_LOUDEST * loudest) {
        sum += energy;
        active++;
      }
    }
    return Math.sqrt(sum / Math.max(1, active));
  }

  /** Scales everything down if a magnitude exceeds a limit. */
  static void limit(float[] samples, float limit) {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    if (peak > limit) {
      scale(samples, limit / peak);
    }
  }

  static void scale(float[] samples, double gain) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= (float) gain;
    }
  }

  /** The amplitude ratio of a level in decibels. */
  static double ratio(double decibels) {
    return StrictMath.pow(10, decibels / 20);
  }

  private static double rms(float[] samples, int start, int end) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return Math.sqrt(sum / Math.max(1, end - start));
  }
}
