package dev.argand.launcher.terminal;

/** A command that cannot go on, with the one line that a person reads and the exit code. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Exit code of work that failed. */
  public static final int FAILED = 1;

  /** Exit code of wrong usage or bad input. */
  public static final int USAGE = 2;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The person gave something that cannot be used: what, and what was expected. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(USAGE, message);
  }

  /** The input was right and the work failed. */
  public static CommandFailure failed(String message) {
    return new CommandFailure(FAILED, message);
  }

  /** What the process exits with. */
  public int exitCode() {
    return exitCode;
  }
}
