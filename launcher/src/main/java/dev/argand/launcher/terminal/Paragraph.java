package dev.argand.launcher.terminal;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a width. */
final class Paragraph {
  private Paragraph() {}

  /**
   * Breaks text between its words, and within a word that is longer than a line.
   *
   * @param width of a line, at least 1
   * @return at least one line
   */
  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > 0 ? space : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
