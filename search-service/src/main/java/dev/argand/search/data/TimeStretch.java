package dev.argand.search.data;

/**
 * Changes the tempo of a sound and keeps its pitch: waveform similarity overlap-add.
 *
 * <p>The output is laid from frames of 512 samples, half overlapping under a Hann window whose
 * copies add up to 1. Frame k is taken near the place that the tempo gives it, at the offset of up
 * to 128 samples at which it is most like what followed frame k-1 in the source (greatest
 * normalised correlation, the smallest offset among equals). What lies outside the source counts as
 * zero.
 *
 * <p>W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA)
 * for high quality time-scale modification of speech", ICASSP 1993. Every second offset and sample
 * is compared: at 16 kHz little speaks above 4 kHz.
 */
final class TimeStretch {
  private static final int FRAME = 512;
  private static final int HOP = FRAME / 2;
  private static final int REACH = 128;
  private static final int STEP = 2;
  private static final double[] HANN = new double[FRAME];

  static {
    for (int i = 0; i < FRAME; i++) {
      HANN[i] = 0.5 - 0.5 * StrictMath.cos(2 * StrictMath.PI * i / FRAME);
    }
  }

  private TimeStretch() {}

  /**
   * A sound at another tempo.
   *
   * @param samples at least one
   * @param tempo 2 is twice as fast and half as long
   * @return max(1, round(n / tempo)) samples
   */
  static float[] apply(float[] samples, double tempo) {
    if (!(tempo > 0)) {
      throw new IllegalArgumentException("tempo must be above 0, was " + tempo);
    }
    float[] out = new float[(int) Math.max(1, Math.round(samples.length / tempo))];
    int previous = -HOP;
    for (int start = -HOP; start < out.length; start += HOP) {
      int nominal = (int) Math.round((start + HOP) * tempo) - HOP;
      int from = start == -HOP ? nominal : mostAlike(samples, previous + HOP, nominal);
      for (int i = Math.max(0, -start); i < FRAME && start + i < out.length; i++) {
        out[start + i] += (float) (HANN[i] * at(samples, from + i));
      }
      previous = from;
    }
    return out;
  }

  /** Start of the frame near a place that is most like the frame that begins elsewhere. */
  private static int mostAlike(float[] samples, int like, int place) {
    int best = place;
    double bestLikeness = likeness(samples, like, place);
    for (int offset = STEP; offset <= REACH; offset += STEP) {
      for (int candidate : new int[] {place - offset, place + offset}) {
        double likeness = likeness(samples, like, candidate);
        if (likeness > bestLikeness) {
          bestLikeness = likeness;
          best = candidate;
        }
      }
    }
    return best;
  }

  private static double likeness(float[] samples, int a, int b) {
    double product = 0;
    double energy = 0;
    int first = Math.max(0, Math.max(-a, -b));
    int end = Math.min(FRAME, samples.length - Math.max(a, b));
    for (int i = first; i < end; i += STEP) {
      product += (double) samples[a + i] * samples[b + i];
      energy += (double) samples[b + i] * samples[b + i];
    }
    return energy > 0 ? product / Math.sqrt(energy) : 0;
  }

  private static float at(float[] samples, int index) {
    return index >= 0 && index < samples.length ? samples[index] : 0;
  }
}
