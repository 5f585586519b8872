package dev.argand.signal;

/** Floating-point audio holds a NaN or an infinity (or a double beyond the range of float). */
public final class NonFiniteSampleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  NonFiniteSampleException(long sampleFrame, double value) {
    super("expected finite samples, sample %d is %s".formatted(sampleFrame, value));
  }
}
