package dev.argand.signal;

/** Two sample rates whose ratio would need a resampling filter of unreasonable size. */
public final class UnsupportedRateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnsupportedRateException(int fromHz, int toHz, String detail) {
    super("cannot resample from %d Hz to %d Hz: %s".formatted(fromHz, toHz, detail));
  }
}
