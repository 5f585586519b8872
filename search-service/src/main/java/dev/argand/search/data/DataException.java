package dev.argand.search.data;

/** Data that cannot be learned from. The message is one line for the person who chose them. */
public final class DataException extends Exception {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
