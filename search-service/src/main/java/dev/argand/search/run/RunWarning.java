package dev.argand.search.run;

/**
 * Something about a run that a person should know before trusting what it made.
 *
 * @param name what it is, in lower case with dashes, the same in every run
 * @param figure what was measured
 * @param message one line for a person
 */
public record RunWarning(String name, double figure, String message) {
  /** Name and message, as results and logs have it. */
  public String text() {
    return name + ": " + message;
  }
}
