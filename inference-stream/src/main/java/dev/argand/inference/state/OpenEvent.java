package dev.argand.inference.state;

/**
 * A sound that is being heard, or was so lately that a later window may go on with it.
 *
 * @param firstWindow k of the window that opened it
 * @param lastWindow k of the last window that carried it
 * @param windows how many windows carried it, at least 1
 * @param firstSample first source sample of the first window
 * @param endSample one past the last source sample of the last window that carried it
 * @param startMicros UTC microseconds of the first sample
 * @param endMicros UTC microseconds of the end
 * @param peak highest score among the windows that carried it
 * @param sum of their scores, in their order
 * @param threshold that admitted the first window
 * @param modelDigest of the first window
 * @param modelVersion of the first window
 * @param generation of the first window
 * @param announced whether it is long enough, so that a detection was written
 * @param closed whether the detection that was written last says that it is over
 */
public record OpenEvent(
    String label,
    long firstWindow,
    long lastWindow,
    int windows,
    long firstSample,
    long endSample,
    long startMicros,
    long endMicros,
    float peak,
    double sum,
    float threshold,
    String modelDigest,
    int modelVersion,
    long generation,
    boolean announced,
    boolean closed) {

  public OpenEvent {
    if (windows < 1 || firstWindow < 0 || lastWindow < firstWindow) {
      throw new IllegalArgumentException(
          "need 0 <= firstWindow <= lastWindow and at least one window, were %d, %d and %d"
              .formatted(firstWindow, lastWindow, windows));
    }
    if (firstSample < 0 || endSample <= firstSample) {
      throw new IllegalArgumentException(
          "need 0 <= firstSample < endSample, were %d and %d".formatted(firstSample, endSample));
    }
  }

  /** The same with one more window that carries it. */
  public OpenEvent extended(long window, long windowEnd, long windowEndMicros, float score) {
    return new OpenEvent(
        label,
        firstWindow,
        window,
        windows + 1,
        firstSample,
        windowEnd,
        startMicros,
        windowEndMicros,
        Math.max(peak, score),
        sum + score,
        threshold,
        modelDigest,
        modelVersion,
        generation,
        announced,
        closed);
  }

  /** The same after a detection was written. */
  public OpenEvent written(boolean asClosed) {
    return new OpenEvent(
        label,
        firstWindow,
        lastWindow,
        windows,
        firstSample,
        endSample,
        startMicros,
        endMicros,
        peak,
        sum,
        threshold,
        modelDigest,
        modelVersion,
        generation,
        true,
        asClosed);
  }
}
