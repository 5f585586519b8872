package dev.argand.search.run;

/** A run that could not be done; the message is one line for a person. */
public final class SearchException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why there is no run. */
  enum Kind {
    /** What was asked for cannot be: data, a setting, a folder. */
    INPUT,
    /** The work failed, and the worker said why. */
    WORK,
    /** The worker ended without a word of why. */
    DEATH
  }

  private final Kind kind;

  /** With what a person should know; the work failed. */
  public SearchException(String message) {
    this(message, Kind.WORK);
  }

  SearchException(String message, Kind kind) {
    super(message);
    this.kind = kind;
  }

  /** What was asked for cannot be. */
  public static SearchException input(String message) {
    return new SearchException(message, Kind.INPUT);
  }

  /** Whether what was asked for cannot be, so that only another request can succeed. */
  public boolean isInput() {
    return kind == Kind.INPUT;
  }

  /**
   * Whether the worker was killed or crashed, so that another attempt may succeed; false when it
   * refused, as it would again.
   */
  public boolean workerDied() {
    return kind == Kind.DEATH;
  }
}
