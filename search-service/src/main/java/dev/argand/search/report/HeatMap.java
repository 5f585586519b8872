package dev.argand.search.report;

import java.util.List;

/** A table whose cells are the darker the nearer their value is to 1. */
final class HeatMap {
  private HeatMap() {}

  /**
   * Draws it.
   *
   * @param corner text of the first column's head
   * @param shades {@code [rows][columns]}, 0 to 1; not a number for an empty cell
   * @param texts {@code [rows][columns]}
   */
  static String draw(
      String corner, List<String> columns, List<String> rows, double[][] shades, String[][] texts) {
    Markup table = new Markup();
    StringBuilder head = new StringBuilder("<th>" + Markup.escaped(corner) + "</th>");
    columns.forEach(name -> head.append("<th>").append(Markup.escaped(name)).append("</th>"));
    table.add("<table class=\"heat\"><thead><tr>%s</tr></thead><tbody>", head);
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder row = new StringBuilder("<th>" + Markup.escaped(rows.get(r)) + "</th>");
      for (int c = 0; c < columns.size(); c++) {
        double shade = shades[r][c];
        if (Double.isFinite(shade)) {
          double alpha = Math.min(1, Math.max(0, shade));
          row.append(
              String.format(
                  java.util.Locale.ROOT,
                  "<td class=\"%s\" style=\"background:rgba(42,111,219,%.3f)\">%s</td>",
                  alpha > 0.55 ? "dark" : "",
                  alpha,
                  Markup.escaped(texts[r][c])));
        } else {
          row.append("<td></td>");
        }
      }
      table.add("<tr>%s</tr>", row);
    }
    return table.add("</tbody></table>").toString();
  }
}
