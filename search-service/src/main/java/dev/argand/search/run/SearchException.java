package dev.argand.search.run;

/** A run that could not be done; the message is one line for a person. */
public final class SearchException extends Exception {
  private static final long serialVersionUID = 1;

  /** With what a person should know. */
  public SearchException(String message) {
    super(message);
  }
}
