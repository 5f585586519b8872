package dev.argand.search.spectra;

/**
 * Turns windows of a batch into features, many at once. Not thread-safe: one a thread.
 *
 * @see dev.argand.signal.Features
 */
public interface Spectra extends AutoCloseable {
  /**
   * Features of windows: {@code [windows][2 * bands * frames]}, each laid out {@code [part, band,
   * frame]}.
   *
   * @param windows {@code [windows][windowSamples]} at the front end's rate, in [-1, 1]
   * @throws IllegalArgumentException if a window has another length
   */
  float[][] features(float[][] windows);

  /** Name and version of what computes them, as provenance says it. */
  String name();

  @Override
  void close();
}
