package dev.argand.search.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the two cells came to be: the gates of all edges over the epochs, the operation weights of
 * each edge, and both at the last epoch.
 */
final class SearchSection {
  private SearchSection() {}

  static void add(Markup page, List<JsonNode> epochs) {
    Set<String> cells = new LinkedHashSet<>();
    epochs.forEach(line -> line.path("edges").forEach(e -> cells.add(e.path("cell").asText())));
    for (String cell : cells) {
      add(page, epochs, cell);
    }
  }

  private static void add(Markup page, List<JsonNode> epochs, String cell) {
    List<JsonNode> last = edges(epochs.get(epochs.size() - 1), cell);
    Set<String> operations = new TreeSet<>();
    last.forEach(edge -> edge.path("weights").fieldNames().forEachRemaining(operations::add));
    List<String> names = List.copyOf(operations);
    page.add("<h2>%s cell</h2>", Markup.escaped(capitalized(cell)));
    page.add(heat(last, names));
    page.add("<div class=\"row\">");
    List<Curve> gates = new ArrayList<>();
    for (int e = 0; e < last.size(); e++) {
      int edge = e;
      gates.add(Series.of(epochs, line -> at(line, cell, edge, "gate", ""), name(last.get(e)), e));
    }
    page.add(LineChart.draw("Gates", gates, 420, 220, 0, 1));
    for (int e = 0; e < last.size(); e++) {
      int edge = e;
      List<Curve> weights = new ArrayList<>();
      for (int o = 0; o < names.size(); o++) {
        String operation = names.get(o);
        weights.add(
            Series.of(epochs, line -> at(line, cell, edge, "weights", operation), operation, o));
      }
      page.add(LineChart.draw("Edge " + name(last.get(e)), weights, 280, 150, 0, 1));
    }
    page.add("</div>");
  }

  private static String heat(List<JsonNode> edges, List<String> operations) {
    List<String> columns = new ArrayList<>(List.of("gate"));
    columns.addAll(operations);
    double[][] shades = new double[edges.size()][columns.size()];
    String[][] texts = new String[edges.size()][columns.size()];
    List<String> rows = new ArrayList<>();
    for (int e = 0; e < shades.length; e++) {
      rows.add(name(edges.get(e)));
      for (int c = 0; c < columns.size(); c++) {
        JsonNode value =
            c == 0
                ? edges.get(e).path("gate")
                : edges.get(e).path("weights").path(operations.get(c - 1));
        shades[e][c] = Series.number(value);
        texts[e][c] = String.format(Locale.ROOT, "%.2f", shades[e][c]);
      }
    }
    return HeatMap.draw("edge", columns, rows, shades, texts);
  }

  private static double at(JsonNode line, String cell, int edge, String field, String operation) {
    List<JsonNode> edges = edges(line, cell);
    if (edge >= edges.size()) {
      return Double.NaN;
    }
    JsonNode value = edges.get(edge).path(field);
    return Series.number(operation.isEmpty() ? value : value.path(operation));
  }

  private static List<JsonNode> edges(JsonNode line, String cell) {
    List<JsonNode> edges = new ArrayList<>();
    line.path("edges")
        .forEach(
            edge -> {
              if (edge.path("cell").asText().equals(cell)) {
                edges.add(edge);
              }
            });
    return edges;
  }

  /** Nodes as they are drawn: the inputs c[k-2] and c[k-1], then 0 on. */
  private static String name(JsonNode edge) {
    return node(edge.path("source").asInt()) + " \u2192 " + node(edge.path("target").asInt());
  }

  private static String node(int number) {
    return number < 2 ? "c[k-" + (2 - number) + "]" : String.valueOf(number - 2);
  }

  private static String capitalized(String word) {
    return word.isEmpty()
        ? word
        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
