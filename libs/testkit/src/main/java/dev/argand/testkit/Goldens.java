package dev.argand.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Golden files: JSON documents of reference values, with tensors as objects of {@code shape} and
 * {@code values}, or {@code shape}, {@code re} and {@code im}.
 */
public final class Goldens {
  private Goldens() {}

  /** The document in a file. */
  public static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** A field that is an array of numbers, flat or nested, as one flat array in document order. */
  public static double[] numbers(JsonNode parent, String field) {
    JsonNode array = parent.path(field);
    if (!array.isArray()) {
      throw new IllegalArgumentException(
          "expected an array of numbers in field '%s', was %s".formatted(field, array));
    }
    double[] numbers = new double[count(array)];
    int filled = fill(array, numbers, 0);
    if (filled != numbers.length) {
      throw new IllegalStateException("filled " + filled + " of " + numbers.length);
    }
    return numbers;
  }

  /** A tensor's shape. */
  public static long[] shape(JsonNode tensor) {
    double[] sizes = numbers(tensor, "shape");
    long[] shape = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      shape[i] = (long) sizes[i];
    }
    return shape;
  }

  private static int count(JsonNode node) {
    if (!node.isArray()) {
      return 1;
    }
    int count = 0;
    for (JsonNode child : node) {
      count += count(child);
    }
    return count;
  }

  private static int fill(JsonNode node, double[] out, int at) {
    if (!node.isArray()) {
      if (!node.isNumber()) {
        throw new IllegalArgumentException("expected a number, was " + node);
      }
      out[at] = node.doubleValue();
      return at + 1;
    }
    int next = at;
    for (JsonNode child : node) {
      next = fill(child, out, next);
    }
    return next;
  }
}
