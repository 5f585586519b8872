package dev.argand.signal;

/**
 * How loud a stretch of mono audio is, and how well it was taken.
 *
 * @param samples how many were measured; 0 where the stretch was too short to measure
 * @param peak highest magnitude; full scale is 1
 * @param mean of the samples: the offset of whoever digitised them
 * @param rms root mean square about that mean
 * @param flatShare part of the samples that are at full scale and equal the sample before: the flat
 *     tops that clipping leaves, in [0, 1]
 */
public record Level(long samples, float peak, double mean, double rms, double flatShare) {
  /** Of nothing. */
  public static final Level NONE = new Level(0, 0, 0, 0, 0);

  /** What {@link #dbfs} says of silence. */
  public static final double SILENCE_DBFS = -200;

  /** The rms in decibels below a full-scale square wave, at least {@link #SILENCE_DBFS}. */
  public double dbfs() {
    return Math.max(SILENCE_DBFS, 20 * Math.log10(rms));
  }
}
