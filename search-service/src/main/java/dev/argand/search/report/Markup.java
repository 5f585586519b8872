package dev.argand.search.report;

import java.util.Locale;

/** Text of an HTML or SVG file, escaped where it is said. */
final class Markup {
  private final StringBuilder text = new StringBuilder();

  /** Adds markup as it is, with values formatted into it, and ends the line. */
  Markup add(String format, Object... values) {
    text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    text.append('\n');
    return this;
  }

  /** Text as it is read. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A number with at most four digits that matter. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    return Math.abs(value) >= 1000 || Math.abs(value) < 0.001
        ? String.format(Locale.ROOT, "%.3g", value)
        : String.format(Locale.ROOT, "%.3f", value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
