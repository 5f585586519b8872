package dev.argand.inference.state;

/**
 * A run of windows whose best label stayed close below its threshold, and the highest of them.
 *
 * @param firstWindow k of the run's first window
 * @param endSample one past the last source sample of the run's last window
 * @param peakWindow k of the window with the highest score, the first among equals
 * @param peakFirstSample first source sample of that window
 * @param peakEndSample one past its last source sample
 * @param peakMicros UTC microseconds of its first sample
 * @param score of the label there
 * @param threshold of the label there
 * @param modelDigest of the peak's window
 * @param modelVersion of the peak's window
 * @param generation of the peak's window
 * @param asked whether a clip of this peak was asked for
 */
public record NearMiss(
    String label,
    long firstWindow,
    long endSample,
    long peakWindow,
    long peakFirstSample,
    long peakEndSample,
    long peakMicros,
    float score,
    float threshold,
    String modelDigest,
    int modelVersion,
    long generation,
    boolean asked) {

  public NearMiss {
    if (firstWindow < 0 || peakWindow < firstWindow) {
      throw new IllegalArgumentException(
          "need 0 <= firstWindow <= peakWindow, were %d and %d".formatted(firstWindow, peakWindow));
    }
    if (peakFirstSample < 0 || peakEndSample <= peakFirstSample || endSample < peakEndSample) {
      throw new IllegalArgumentException(
          "need 0 <= peakFirstSample < peakEndSample <= endSample, were %d, %d and %d"
              .formatted(peakFirstSample, peakEndSample, endSample));
    }
  }

  /** This run with the windows of a later one, whose peak counts if it is higher. */
  public NearMiss joined(NearMiss later) {
    NearMiss peak = later.score > score ? later : this;
    return new NearMiss(
        label,
        firstWindow,
        later.endSample,
        peak.peakWindow,
        peak.peakFirstSample,
        peak.peakEndSample,
        peak.peakMicros,
        peak.score,
        peak.threshold,
        peak.modelDigest,
        peak.modelVersion,
        peak.generation,
        peak.asked);
  }

  /** The same after its clip was asked for. */
  public NearMiss askedFor() {
    return new NearMiss(
        label,
        firstWindow,
        endSample,
        peakWindow,
        peakFirstSample,
        peakEndSample,
        peakMicros,
        score,
        threshold,
        modelDigest,
        modelVersion,
        generation,
        true);
  }
}
