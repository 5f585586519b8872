package dev.argand.runtime;

import java.util.Locale;

/**
 * One way to write numbers, wherever a process runs. Java would take the digits of the locale, so
 * that names, identities and what goes over the wire would differ from machine to machine.
 */
public final class PlainLocale {
  private PlainLocale() {}

  /** Sets it for the whole process: the first statement of every program. */
  public static void set() {
    Locale.setDefault(Locale.ROOT);
  }
}
