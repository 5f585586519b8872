package dev.argand.launcher.terminal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of text in aligned columns: the first to the left, the others to the right. Where a table
 * would be wider than a terminal, its widest columns are narrowed, between words as long as that is
 * enough, and what no longer fits in them goes on below, to the left.
 */
public final class TextTable {
  private static final int INDENT = 2;

  /** A column is not made narrower than this. */
  private static final int LEAST_WIDTH = 10;

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with the given headings. */
  public TextTable(List<String> headings) {
    rows.add(List.copyOf(headings));
  }

  /** A moment in UTC, to the second, in two words: a narrow column breaks it there. */
  public static String time(Instant moment) {
    String text = moment.truncatedTo(ChronoUnit.SECONDS).toString();
    return text.replace('T', ' ').replace("Z", "");
  }

  /** Adds a row, which must have as many cells as there are headings. */
  public void add(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "expected %d cells, were %d".formatted(rows.get(0).size(), cells.size()));
    }
    rows.add(List.copyOf(cells));
  }

  /**
   * The lines, headings first, each indented by two; at most {@link Terminal#WIDTH} wide unless
   * there are too many columns for that.
   */
  public List<String> lines() {
    int[] natural = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < natural.length; i++) {
        natural[i] = Math.max(natural[i], row.get(i).length());
      }
    }
    int[] widths = natural.clone();
    narrow(widths, longestWords());
    narrow(widths, new int[natural.length]);
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.addAll(lines(row, widths, natural)));
    return lines;
  }

  private int[] longestWords() {
    int[] longest = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < longest.length; i++) {
        for (String word : row.get(i).split(" ", -1)) {
          longest[i] = Math.max(longest[i], word.length());
        }
      }
    }
    return longest;
  }

  /** Takes from the widest columns until all fit, or none is wider than it must be. */
  private static void narrow(int[] widths, int[] least) {
    while (Arrays.stream(widths).map(width -> INDENT + width).sum() > Terminal.WIDTH) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (widths[i] > Math.max(least[i], LEAST_WIDTH)
            && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private static List<String> lines(List<String> row, int[] widths, int[] natural) {
    List<List<String>> cells = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      List<String> cell = Paragraph.lines(row.get(i), widths[i]);
      cells.add(cell);
      height = Math.max(height, cell.size());
    }
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < height; at++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String text = at < cells.get(i).size() ? cells.get(i).get(at) : "";
        String gap = " ".repeat(widths[i] - text.length());
        boolean isToTheLeft = i == 0 || widths[i] < natural[i];
        line.append(" ".repeat(INDENT)).append(isToTheLeft ? text + gap : gap + text);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
