package dev.argand.network.bundle;

import dev.argand.network.Genotype.Cell;
import dev.argand.network.Genotype.Input;
import dev.argand.network.OperationKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One cell as an arc diagram. Labels cannot overlap: an arc's label sits at its top, arcs with the
 * same middle have lengths that differ by two steps or more, hence heights, and arcs of one length
 * have middles at least one step apart.
 */
final class CellDrawing {
  private static final int STEP = 142;
  private static final int NODE_WIDTH = 68;
  private static final int NODE_HEIGHT = 34;
  private static final int LOWEST_ARC = 32;
  private static final int ARC_RISE = 38;
  private static final int CONCAT_DROP = 18;
  private static final int CONCAT_RISE = 13;
  private static final int PILL_HEIGHT = 20;
  private static final int PORT_GAP = 9;
  private static final double CHARACTER_WIDTH = 7.2;

  private final List<Arc> arcs;
  private final int nodes;

  /** Node 0 and 1 are the inputs, the last is the output. */
  CellDrawing(Cell cell) {
    nodes = cell.nodes().size() + 3;
    arcs = new ArrayList<>();
    for (int to = 2; to < nodes - 1; to++) {
      Map<Integer, List<OperationKind>> byFrom = new TreeMap<>();
      for (Input input : cell.nodes().get(to - 2).inputs()) {
        byFrom.computeIfAbsent(input.from(), from -> new ArrayList<>()).add(input.operation());
      }
      for (Map.Entry<Integer, List<OperationKind>> entry : byFrom.entrySet()) {
        arcs.add(new Arc(entry.getKey(), to, entry.getValue()));
      }
    }
  }

  int width() {
    return STEP * (nodes - 1) + NODE_WIDTH;
  }

  int height() {
    return above() + NODE_HEIGHT + CONCAT_DROP + CONCAT_RISE * (nodes - 4) + 6;
  }

  private int above() {
    int longest = arcs.stream().mapToInt(Arc::span).max().orElse(1);
    return arcHeight(longest) + PILL_HEIGHT / 2 + 2;
  }

  private static int arcHeight(int span) {
    return LOWEST_ARC + ARC_RISE * (span - 1);
  }

  void draw(StringBuilder svg, int left, int top) {
    int rowTop = top + above();
    Map<Arc, Double> starts = new LinkedHashMap<>();
    Map<Arc, Double> ends = new LinkedHashMap<>();
    for (int node = 0; node < nodes; node++) {
      placePorts(node, left + node * STEP + NODE_WIDTH / 2.0, starts, ends);
    }
    drawConcat(svg, left, rowTop + NODE_HEIGHT);
    for (Arc arc : arcs) {
      drawArc(svg, arc, starts.getOrDefault(arc, 0.0), ends.getOrDefault(arc, 0.0), rowTop);
    }
    for (int node = 0; node < nodes; node++) {
      drawNode(svg, node, left + node * STEP, rowTop);
    }
    for (Arc arc : arcs) {
      double middle = (starts.getOrDefault(arc, 0.0) + ends.getOrDefault(arc, 0.0)) / 2;
      drawLabel(svg, arc, middle, rowTop - arcHeight(arc.span()));
    }
  }

  /** From left to right: short to long arcs in, then long to short arcs out, so that none cross. */
  private void placePorts(int node, double centre, Map<Arc, Double> starts, Map<Arc, Double> ends) {
    List<Arc> in =
        arcs.stream().filter(a -> a.to == node).sorted(Comparator.comparingInt(Arc::span)).toList();
    List<Arc> out =
        arcs.stream()
            .filter(a -> a.from == node)
            .sorted(Comparator.comparingInt(Arc::span).reversed())
            .toList();
    int count = in.size() + out.size();
    double gap = Math.min(PORT_GAP, (NODE_WIDTH - 12.0) / Math.max(1, count - 1));
    double first = centre - gap * (count - 1) / 2;
    for (int i = 0; i < in.size(); i++) {
      ends.put(in.get(i), first + gap * i);
    }
    for (int i = 0; i < out.size(); i++) {
      starts.put(out.get(i), first + gap * (in.size() + i));
    }
  }

  private static void drawArc(StringBuilder svg, Arc arc, double from, double to, int y) {
    // A cubic with upright ends rises to three quarters of its control points' height.
    double control = y - arcHeight(arc.span()) * 4 / 3.0;
    line(
        svg,
        "<path class=\"arc %s\" d=\"M%.1f %d C%.1f %.1f %.1f %.1f %.1f %d\"/>",
        arc.style(),
        from,
        y,
        from,
        control,
        to,
        control,
        to,
        y - 6);
    line(svg, "<path class=\"head %s\" d=\"M%.1f %d l-4 -8 h8 z\"/>", arc.style(), to, y);
  }

  private void drawConcat(StringBuilder svg, int left, int y) {
    int output = nodes - 1;
    for (int node = 2; node < output; node++) {
      double from = left + node * STEP + NODE_WIDTH / 2.0;
      double fromLast = output - 1 - node;
      double to = left + output * STEP + PORT_GAP * (fromLast + 1);
      to = Math.min(to, left + output * STEP + NODE_WIDTH - 6.0);
      double control = y + (CONCAT_DROP + CONCAT_RISE * (output - node - 1)) * 4 / 3.0;
      line(
          svg,
          "<path class=\"arc concat\" d=\"M%.1f %d C%.1f %.1f %.1f %.1f %.1f %d\"/>",
          from,
          y,
          from,
          control,
          to,
          control,
          to,
          y + 6);
      line(svg, "<path class=\"head concat\" d=\"M%.1f %d l-3 7 h6 z\"/>", to, y);
    }
  }

  private void drawNode(StringBuilder svg, int node, int x, int y) {
    boolean inner = node >= 2 && node < nodes - 1;
    line(
        svg,
        "<rect class=\"node%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>",
        inner ? " inner" : "",
        x,
        y,
        NODE_WIDTH,
        NODE_HEIGHT,
        inner ? NODE_HEIGHT / 2 : 6);
    line(
        svg,
        "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>",
        x + NODE_WIDTH / 2,
        y + NODE_HEIGHT / 2 + 5,
        name(node));
  }

  private String name(int node) {
    if (node < 2) {
      return "c<tspan dy=\"4\" font-size=\"10\">k\u2212" + (2 - node) + "</tspan>";
    }
    return node == nodes - 1 ? "output" : String.valueOf(node - 2);
  }

  private static void drawLabel(StringBuilder svg, Arc arc, double x, int y) {
    double width = arc.label().length() * CHARACTER_WIDTH + 14;
    line(
        svg,
        "<rect class=\"pill %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"10\"/>",
        arc.style(),
        x - width / 2,
        y - PILL_HEIGHT / 2,
        width,
        PILL_HEIGHT);
    line(svg, "<text class=\"label\" x=\"%.1f\" y=\"%d\">%s</text>", x, y + 4, arc.label());
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** Every operation from one node to another. */
  private record Arc(int from, int to, List<OperationKind> operations) {
    int span() {
      return to - from;
    }

    String label() {
      return String.join(" + ", operations.stream().map(OperationKind::code).toList());
    }

    String style() {
      return switch (operations.get(0).family()) {
        case SEPARABLE -> "sep";
        case DILATED -> "dil";
        case POOL -> "pool";
        case SKIP -> "skip";
        case POLYNOMIAL_ASYMMETRIC_4, POLYNOMIAL_ASYMMETRIC_5, POLYNOMIAL_ATTENTION -> "polynomial";
      };
    }
  }
}
