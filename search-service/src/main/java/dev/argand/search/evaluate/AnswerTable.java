package dev.argand.search.evaluate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers as a file of tab-separated columns with a heading; in a text a tab, a line's end and a
 * backslash are written {@code \t}, {@code \n}, {@code \r} and {@code \\}.
 */
public final class AnswerTable {
  private static final String HEADING = "clip\tgroup\tmeant\tsaid";

  private AnswerTable() {}

  /** The file's bytes, UTF-8. */
  public static byte[] write(List<Answer> answers) {
    StringBuilder text = new StringBuilder(HEADING).append('\n');
    for (Answer answer : answers) {
      text.append(escaped(answer.clip()))
          .append('\t')
          .append(escaped(answer.group()))
          .append('\t')
          .append(escaped(answer.meant()))
          .append('\t')
          .append(escaped(answer.said()))
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Back from {@link #write}.
   *
   * @throws IllegalArgumentException naming the line that is not as expected
   */
  public static List<Answer> read(byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADING)) {
      throw new IllegalArgumentException("the heading clip, group, meant, said was expected");
    }
    List<Answer> answers = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("\t", -1);
      if (cells.length != 4) {
        throw new IllegalArgumentException(
            "line %d: four columns were expected, were %d".formatted(i + 1, cells.length));
      }
      answers.add(new Answer(plain(cells[0]), plain(cells[1]), plain(cells[2]), plain(cells[3])));
    }
    return answers;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
        continue;
      }
      i++;
      switch (text.charAt(i)) {
        case 't' -> plain.append('\t');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        default -> plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }
}
