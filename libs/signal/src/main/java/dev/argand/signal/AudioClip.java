package dev.argand.signal;

/**
 * Mono audio of known rate.
 *
 * @param samples finite, nominally in [-1, 1); owned by the clip and not copied: do not change them
 * @param sampleRateHz at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // Audio is large and read in hot loops: no copies.
public record AudioClip(float[] samples, int sampleRateHz) {
  public AudioClip {
    if (sampleRateHz < 1) {
      throw new IllegalArgumentException("sampleRateHz must be at least 1, was " + sampleRateHz);
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new NonFiniteSampleException(i, samples[i]);
      }
    }
  }

  /** Length in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRateHz;
  }
}
