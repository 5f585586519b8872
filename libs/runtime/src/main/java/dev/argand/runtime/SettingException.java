package dev.argand.runtime;

/** A setting that stops the start: one line that names it, its value and what was expected. */
public final class SettingException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the one line for a person. */
  public SettingException(String message) {
    super(message);
  }
}
