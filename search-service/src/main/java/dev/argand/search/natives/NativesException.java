package dev.argand.search.natives;

/** Natives that are missing, or cannot be fetched; the message is one line for a person. */
public final class NativesException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what a person should know. */
  public NativesException(String message) {
    super(message);
  }
}
