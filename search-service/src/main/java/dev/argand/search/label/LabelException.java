package dev.argand.search.label;

/** A label that cannot be taken. The message is one line: what, its value, what was expected. */
public final class LabelException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal with its reason. */
  public LabelException(String message) {
    super(message);
  }
}
