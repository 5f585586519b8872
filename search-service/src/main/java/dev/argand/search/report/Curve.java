package dev.argand.search.report;

import java.util.List;

/**
 * One line of a chart.
 *
 * @param name in the chart's legend
 * @param colour number of its colour, from 0
 * @param x places, ascending
 * @param y values; one that is not finite is a hole
 */
record Curve(String name, int colour, List<Double> x, List<Double> y) {
  Curve {
    x = List.copyOf(x);
    y = List.copyOf(y);
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(
          "a curve needs as many x as y, had %d and %d".formatted(x.size(), y.size()));
    }
  }
}
