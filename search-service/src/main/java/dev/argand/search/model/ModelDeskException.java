package dev.argand.search.model;

/** A model could not be named, promoted or rolled back; the message is one line for a person. */
public final class ModelDeskException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong, by whose fault. */
  public enum Reason {
    /** No such model, or none to go back to. */
    UNKNOWN,
    /** Who or why is missing. */
    INCOMPLETE,
    /** Labels that the champion has would be lost without a word. */
    LABELS,
    /** Another writer moved the alias first. */
    OVERTAKEN
  }

  private final Reason reason;

  /** With what a person should know. */
  public ModelDeskException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
