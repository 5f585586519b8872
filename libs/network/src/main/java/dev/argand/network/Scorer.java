package dev.argand.network;

/** Features of windows to scores. Thread-safe. */
interface Scorer extends AutoCloseable {
  /**
   * Softmax probabilities.
   *
   * @param features {@code [windows, 2, bands, frames]}
   * @return {@code [windows, labels]}
   */
  float[] scores(float[] features, int windows);

  /** Frees what it holds; no call may be in flight. */
  @Override
  void close();
}
