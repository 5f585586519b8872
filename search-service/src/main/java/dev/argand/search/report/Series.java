package dev.argand.search.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Curves over the epochs of a log. */
final class Series {
  private Series() {}

  /** One of the values that an epoch's line has. */
  static Curve of(List<JsonNode> epochs, String value, String name, int colour) {
    return of(epochs, line -> number(line.path("values").path(value)), name, colour);
  }

  /** Anything of a line. */
  static Curve of(
      List<JsonNode> epochs, ToDoubleFunction<JsonNode> value, String name, int colour) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (JsonNode line : epochs) {
      x.add(line.path("epoch").asDouble());
      y.add(value.applyAsDouble(line));
    }
    return new Curve(name, colour, x, y);
  }

  /** A number; what is none, or was written as text because it was not finite, is a hole. */
  static double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.NaN;
  }
}
