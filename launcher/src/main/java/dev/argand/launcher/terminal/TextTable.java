package dev.argand.launcher.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns: the first to the left, the others to the right. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with the given headings. */
  public TextTable(List<String> headings) {
    rows.add(List.copyOf(headings));
  }

  /** Adds a row, which must have as many cells as there are headings. */
  public void add(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "expected %d cells, were %d".formatted(rows.get(0).size(), cells.size()));
    }
    rows.add(List.copyOf(cells));
  }

  /** The lines, headings first, each indented by two. */
  public List<String> lines() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - row.get(i).length());
      line.append("  ").append(i == 0 ? row.get(i) + gap : gap + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
