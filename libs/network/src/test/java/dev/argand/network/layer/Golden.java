package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the reference values beside the tests. */
public final class Golden {
  private Golden() {}

  /** The cases of one file. */
  public static List<JsonNode> cases(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/goldens-v1/" + file)) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers of an array node. */
  public static double[] doubles(JsonNode node) {
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).doubleValue();
    }
    return values;
  }

  static long[] shape(JsonNode tensor) {
    return java.util.stream.StreamSupport.stream(tensor.get("shape").spliterator(), false)
        .mapToLong(JsonNode::longValue)
        .toArray();
  }

  /**
   * A complex tensor of {@code [batch, channels, H, W]} as {@code [batch, groups * (Re, Im), H,
   * W]}.
   */
  static NDArray grouped(NDManager manager, JsonNode tensor, int groups) {
    long[] s = shape(tensor);
    Shape split = new Shape(s[0], groups, 1, s[1] / groups, s[2], s[3]);
    NDArray re = manager.create(doubles(tensor.get("re")), split);
    NDArray im = manager.create(doubles(tensor.get("im")), split);
    return Tensors.concat(2, re, im).reshape(s[0], 2 * s[1], s[2], s[3]);
  }
}
