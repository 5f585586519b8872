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
 * for high quality time-scale modification of speech", ICASSP 1993. Every fourth offset is
 * compared, then the ones around the best: at 16 kHz little speaks above 2 kHz.
 */
final class TimeStretch {
  private static final int FRAME = 512;
  private static final int HOP = FRAME / 2;
  private static final int REACH = 128;
  private static final int COARSE = 4;
  private static final double[] HANN = new double[FRAME];

  static {
    for (int i = 0; i < FRAME; i++) {
      HANN[i] = 0.5 - 0.5 * StrictMath.cos(2 * StrictMath.PI * i / FRAME);
    }
  }

  private final float[] samples;

  /** Energy of all samples before an index. */
  private final double[] energyBefore;

  private TimeStretch(float[] samples) {
    this.samples = samples;
    this.energyBefore = new double[samples.length + 1];
    for (int i = 0; i < samples.length; i++) {
      energyBefore[i + 1] = energyBefore[i] + (double) samples[i] * samples[i];
    }
  }

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
    return new TimeStretch(samples).to(tempo);
  }

  private float[] to(double tempo) {
    float[] out = new float[(int) Math.max(1, Math.round(samples.length / tempo))];
    int previous = -HOP;
    for (int start = -HOP; start < out.length; start += HOP) {
      int nominal = (int) Math.round((start + HOP) * tempo) - HOP;
      int from = start == -HOP ? nominal : mostAlike(previous + HOP, nominal);
      for (int i = Math.max(0, -start); i < FRAME && start + i < out.length; i++) {
        out[start + i] += (float) (HANN[i] * at(from + i));
      }
      previous = from;
    }
    return out;
  }

  /** Start of the frame near a place that is most like the frame that begins elsewhere. */
  private int mostAlike(int like, int place) {
    int near = mostAlike(like, place, COARSE, REACH);
    return mostAlike(like, near, 1, COARSE - 1);
  }

  private int mostAlike(int like, int place, int step, int reach) {
    int best = place;
    double bestLikeness = likeness(like, place);
    for (int offset = step; offset <= reach; offset += step) {
      for (int sign = -1; sign <= 1; sign += 2) {
        double likeness = likeness(like, place + sign * offset);
        if (likeness > bestLikeness) {
          bestLikeness = likeness;
          best = place + sign * offset;
        }
      }
    }
    return best;
  }

  /** Normalised correlation where two frames would overlap, but for the first one's own energy. */
  private double likeness(int a, int b) {
    int first = Math.max(0, Math.max(-a, -b));
    int end = Math.min(HOP, samples.length - Math.max(a, b));
    if (end <= first) {
      return 0;
    }
    // Sums of their own: independent for the processor, and always the same bits.
    double even = 0;
    double odd = 0;
    int i = first;
    for (; i + 1 < end; i += 2) {
      even += samples[a + i] * samples[b + i];
      odd += samples[a + i + 1] * samples[b + i + 1];
    }
    if (i < end) {
      even += samples[a + i] * samples[b + i];
    }
    double energy = energyBefore[b + end] - energyBefore[b + first];
    return energy > 0 ? (even + odd) / Math.sqrt(energy) : 0;
  }

  private float at(int index) {
    return index >= 0 && index < samples.length ? samples[index] : 0;
  }
}
