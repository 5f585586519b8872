package dev.argand.search.fetch;

/** Told how far a fetch is. */
@FunctionalInterface
public interface FetchListener {
  /**
   * Some more is done.
   *
   * @param phase {@code download}, {@code check} or {@code unpack}
   * @param done bytes
   * @param total bytes; 0 where it is not known
   */
  void onBytes(String phase, long done, long total);

  /** A connection failed and is tried again: one line for a person. */
  default void onTrouble(String line) {}

  /** Another fetch of the same set is waited for: one line for a person, once. */
  default void onWait(String line) {}
}
