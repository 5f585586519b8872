package dev.argand.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves over epochs as an SVG drawing with a frame, ticks and a legend below. */
final class LineChart {
  private static final int LEFT = 46;
  private static final int RIGHT = 8;
  private static final int TOP = 22;
  private static final int BOTTOM = 18;
  private static final int LEGEND_ROW = 15;
  private static final int LEGEND_COLUMN = 92;
  private static final int TICKS = 4;

  private LineChart() {}

  /** Axes that fit the curves. */
  static String draw(String title, List<Curve> curves, int width, int height) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Curve curve : curves) {
      for (double y : curve.y()) {
        if (Double.isFinite(y)) {
          low = Math.min(low, y);
          high = Math.max(high, y);
        }
      }
    }
    if (low > high) {
      low = 0;
      high = 1;
    }
    double room = high > low ? 0.05 * (high - low) : Math.max(1e-3, 0.05 * Math.abs(high));
    return draw(title, curves, width, height, low - room, high + room);
  }

  /** The y axis from low to high. */
  static String draw(
      String title, List<Curve> curves, int width, int height, double low, double high) {
    double first = Double.POSITIVE_INFINITY;
    double last = Double.NEGATIVE_INFINITY;
    for (Curve curve : curves) {
      for (double x : curve.x()) {
        first = Math.min(first, x);
        last = Math.max(last, x);
      }
    }
    if (!(first < last)) {
      first = Double.isFinite(first) ? first - 1 : 0;
      last = first + 2;
    }
    Frame frame = new Frame(first, last, low, high, width, height);
    int columns = Math.max(1, (width - LEFT) / LEGEND_COLUMN);
    int rows = (curves.size() + columns - 1) / columns;
    int total = height + LEGEND_ROW * rows + 6;
    Markup svg = new Markup();
    svg.add(
        "<svg class=\"chart\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"><title>%s</title>",
        width, total, width, total, Markup.escaped(title));
    svg.add("<text class=\"name\" x=\"%d\" y=\"14\">%s</text>", LEFT, Markup.escaped(title));
    ticks(svg, frame);
    for (Curve curve : curves) {
      for (List<double[]> piece : pieces(curve)) {
        line(svg, frame, piece, curve.colour());
      }
    }
    for (int i = 0; i < curves.size(); i++) {
      int x = LEFT + i % columns * LEGEND_COLUMN;
      int y = height + LEGEND_ROW * (i / columns) + 10;
      Curve curve = curves.get(i);
      svg.add(
          "<path class=\"c%d\" d=\"M%d %d h14\"/><text x=\"%d\" y=\"%d\">%s</text>",
          curve.colour() % 10, x, y - 4, x + 18, y, Markup.escaped(curve.name()));
    }
    return svg.add("</svg>").toString();
  }

  private static void ticks(Markup svg, Frame frame) {
    for (int i = 0; i <= TICKS; i++) {
      double value = frame.low() + (frame.high() - frame.low()) * i / TICKS;
      double y = frame.y(value);
      svg.add(
          "<path class=\"grid\" d=\"M%d %.1f H%d\"/><text class=\"tick\" x=\"%d\" y=\"%.1f\">%s</text>",
          LEFT, y, frame.width() - RIGHT, LEFT - 4, y + 4, shortNumber(value));
    }
    svg.add(
        "<text x=\"%d\" y=\"%d\">%s</text><text class=\"tick\" x=\"%d\" y=\"%d\">epoch %s</text>",
        LEFT,
        frame.height() - 3,
        Markup.number(frame.first()),
        frame.width() - RIGHT,
        frame.height() - 3,
        Markup.number(frame.last()));
  }

  private static String shortNumber(double value) {
    return Math.abs(value) >= 100 || (value != 0 && Math.abs(value) < 0.01)
        ? String.format(Locale.ROOT, "%.1e", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static List<List<double[]>> pieces(Curve curve) {
    List<List<double[]>> pieces = new ArrayList<>();
    List<double[]> piece = new ArrayList<>();
    for (int i = 0; i < curve.x().size(); i++) {
      if (Double.isFinite(curve.y().get(i))) {
        piece.add(new double[] {curve.x().get(i), curve.y().get(i)});
      } else if (!piece.isEmpty()) {
        pieces.add(piece);
        piece = new ArrayList<>();
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }

  private static void line(Markup svg, Frame frame, List<double[]> points, int colour) {
    if (points.size() == 1) {
      double[] p = points.get(0);
      svg.add(
          "<circle class=\"c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>",
          colour % 10, frame.x(p[0]), frame.y(p[1]));
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double[] p : points) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.isEmpty() ? "M" : " L",
              frame.x(p[0]),
              frame.y(p[1])));
    }
    svg.add("<path class=\"c%d\" d=\"%s\"/>", colour % 10, path);
  }

  private record Frame(double first, double last, double low, double high, int width, int height) {
    double x(double value) {
      return LEFT + (value - first) / (last - first) * (width - LEFT - RIGHT);
    }

    double y(double value) {
      double clamped = Math.min(high, Math.max(low, value));
      return height - BOTTOM - (clamped - low) / (high - low) * (height - TOP - BOTTOM);
    }
  }
}
