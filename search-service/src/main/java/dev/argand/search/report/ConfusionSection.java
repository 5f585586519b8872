package dev.argand.search.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What was said of the clips that were never trained on. */
final class ConfusionSection {
  /** Beyond this many labels the table shows the commonest confusions only. */
  private static final int MOST_COLUMNS = 40;

  private static final int MOST_CONFUSIONS = 50;

  private ConfusionSection() {}

  static void add(Markup page, JsonNode result) {
    JsonNode heldOut = result.path("heldOut");
    JsonNode confusion = heldOut.path("confusion");
    if (confusion.isEmpty()) {
      return;
    }
    page.add(
        "<h2>Held-out clips</h2><p>%d clips of groups that were never trained on, %s right. Rows: what"
            + " was meant; columns: what was said.</p>",
        heldOut.path("n").asInt(), Markup.number(heldOut.path("accuracy").asDouble()));
    TreeSet<String> labels = new TreeSet<>();
    confusion
        .properties()
        .forEach(
            row -> {
              labels.add(row.getKey());
              row.getValue().fieldNames().forEachRemaining(labels::add);
            });
    page.add(
        labels.size() <= MOST_COLUMNS
            ? matrix(confusion, List.copyOf(labels))
            : commonest(confusion));
  }

  private static String matrix(JsonNode confusion, List<String> labels) {
    int n = labels.size();
    double[][] shades = new double[n][n];
    String[][] texts = new String[n][n];
    for (int r = 0; r < n; r++) {
      JsonNode row = confusion.path(labels.get(r));
      double total = 0;
      for (JsonNode count : row) {
        total += count.asInt();
      }
      for (int c = 0; c < n; c++) {
        int count = row.path(labels.get(c)).asInt();
        shades[r][c] = count == 0 ? Double.NaN : count / total;
        texts[r][c] = String.valueOf(count);
      }
    }
    return HeatMap.draw("", labels, labels, shades, texts);
  }

  private record Confusion(String meant, String said, int clips) {}

  private static String commonest(JsonNode confusion) {
    List<Confusion> all = new ArrayList<>();
    confusion
        .properties()
        .forEach(
            row ->
                row.getValue()
                    .properties()
                    .forEach(
                        said -> {
                          if (!said.getKey().equals(row.getKey())) {
                            all.add(
                                new Confusion(
                                    row.getKey(), said.getKey(), said.getValue().asInt()));
                          }
                        }));
    all.sort((a, b) -> Integer.compare(b.clips(), a.clips()));
    Markup table = new Markup();
    table.add("<table class=\"plain\"><tr><th>meant</th><th>said</th><th>clips</th></tr>");
    for (Confusion one : all.subList(0, Math.min(MOST_CONFUSIONS, all.size()))) {
      table.add(
          "<tr><td>%s</td><td>%s</td><td>%d</td></tr>",
          Markup.escaped(one.meant()), Markup.escaped(one.said()), one.clips());
    }
    return table.add("</table>").toString();
  }
}
