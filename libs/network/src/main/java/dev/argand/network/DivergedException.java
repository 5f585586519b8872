package dev.argand.network;

/** Learning left the finite numbers; the message says where. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what was not finite. */
  public DivergedException(String message) {
    super(message);
  }
}
