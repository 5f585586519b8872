package dev.argand.launcher.terminal;

/**
 * How much the log says, decided by a command before the first logger is made (logback.xml reads
 * these properties once). A level that a person sets with {@code -Dargand.log.own=DEBUG} stays.
 */
public final class LogLevels {
  private static final String OWN = "argand.log.own";
  private static final String LIBRARIES = "argand.log.libraries";

  private LogLevels() {}

  /** For commands that answer and end, and for the tour: only what goes wrong. */
  public static void quiet() {
    set("WARN", "ERROR");
  }

  /** For services: a line for each change of state. */
  public static void service() {
    set("INFO", "WARN");
  }

  /** For a person who looks for a fault. */
  public static void verbose() {
    set("DEBUG", "INFO");
  }

  private static void set(String own, String libraries) {
    if (System.getProperty(OWN) == null) {
      System.setProperty(OWN, own);
    }
    if (System.getProperty(LIBRARIES) == null) {
      System.setProperty(LIBRARIES, libraries);
    }
  }
}
