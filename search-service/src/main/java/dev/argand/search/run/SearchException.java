package dev.argand.search.run;

/** A run that could not be done; the message is one line for a person. */
public final class SearchException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean workerDied;

  /** With what a person should know; the worker itself refused. */
  public SearchException(String message) {
    this(message, false);
  }

  /** With what a person should know, and whether the worker ended without a word of why. */
  SearchException(String message, boolean workerDied) {
    super(message);
    this.workerDied = workerDied;
  }

  /**
   * Whether the worker was killed or crashed, so that another attempt may succeed; false when it
   * refused, as it would again.
   */
  public boolean workerDied() {
    return workerDied;
  }
}
