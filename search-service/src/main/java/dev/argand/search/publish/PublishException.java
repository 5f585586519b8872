package dev.argand.search.publish;

/** A model could not be published; the message is one line for a person. */
public final class PublishException extends Exception {
  private static final long serialVersionUID = 1;

  /** With what went wrong. */
  public PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
