package dev.argand.network.onnx;

import dev.argand.network.Field;
import dev.argand.network.bundle.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The layers as ONNX operators over {@code [batch, parts * channels, bands, frames]}, real parts
 * first. A complex kernel becomes the real one {@code [[Re, -Im], [Im, Re]]}; batch norms are
 * folded into the kernel before them.
 */
final class Layers {
  private static final double EPSILON = 1e-5;

  private final Graph graph;
  private final Weights weights;
  private final int parts;

  Layers(Graph graph, Weights weights, Field field) {
    this.graph = graph;
    this.weights = weights;
    this.parts = field.reals();
  }

  String relu(String x) {
    return graph.node("Relu", x);
  }

  /** Convolution of every channel with every other, batch norm. */
  String dense(String name, String x, int stride) {
    Tensor weight = weights.get(name + ".weight");
    int out = (int) weight.shape()[1];
    int in = (int) weight.shape()[2];
    int side = (int) weight.shape()[3];
    return convolve(
        x, widened(weight.values(), out, in * side * side, side * side), name, out, side, stride);
  }

  /** The two shifted 1x1 convolutions at stride 2 as one of 3x3, batch norm. */
  String factorized(String name, String x) {
    Tensor weight = weights.get(name + ".weight");
    int half = (int) weight.shape()[2];
    int in = (int) weight.shape()[3];
    float[] spread = new float[parts * 2 * half * in * 9];
    for (int row = 0; row < parts * 2 * half; row++) {
      int tap = row / half % 2 == 0 ? 4 : 8;
      for (int i = 0; i < in; i++) {
        spread[(row * in + i) * 9 + tap] = weight.values()[row * in + i];
      }
    }
    return convolve(x, widened(spread, 2 * half, in * 9, 9), name, 2 * half, 3, 2);
  }

  private String convolve(String x, double[] kernel, String name, int out, int side, int stride) {
    ChannelMap norm = weights.norm(name + ".norm");
    long rows = (long) parts * out;
    long in = kernel.length / rows / side / side;
    String folded = graph.floats(norm.after(kernel), rows, in, side, side);
    String bias = graph.floats(norm.bias(), rows);
    return graph.node("Conv", List.of(x, folded, bias), geometry(side, stride, 1, 1));
  }

  /**
   * The real kernel {@code [parts * out, parts * in, taps]} of {@code [parts, out, in, taps]}.
   *
   * @param row values of a row: in times taps
   */
  private double[] widened(float[] values, int out, int row, int taps) {
    double[] kernel = new double[parts * out * parts * row];
    for (int o = 0; o < out; o++) {
      for (int j = 0; j < row; j++) {
        double re = values[o * row + j];
        if (parts == 1) {
          kernel[o * row + j] = re;
          continue;
        }
        double im = values[(out + o) * row + j];
        int top = o * 2 * row;
        int bottom = (out + o) * 2 * row;
        kernel[top + j] = re;
        kernel[top + row + j] = -im;
        kernel[bottom + j] = im;
        kernel[bottom + row + j] = re;
      }
    }
    if (row % taps != 0) {
      throw new IllegalArgumentException("rows of whole taps expected, were " + row);
    }
    return kernel;
  }

  private static Map<String, Object> geometry(int side, int stride, int dilation, int groups) {
    long pad = (long) dilation * (side / 2);
    return Map.of(
        "kernel_shape", List.of((long) side, (long) side),
        "strides", List.of((long) stride, (long) stride),
        "pads", List.of(pad, pad, pad, pad),
        "dilations", List.of((long) dilation, (long) dilation),
        "group", (long) groups);
  }

  /** ReLU, depthwise, pointwise, batch norm. */
  String separable(String name, String x, int stride, int dilation) {
    Tensor pointwise = weights.get(name + ".pointwise");
    int out = (int) pointwise.shape()[1];
    int in = (int) pointwise.shape()[2];
    double[] re = new double[out * in];
    double[] im = new double[out * in];
    for (int i = 0; i < re.length; i++) {
      re[i] = pointwise.values()[i];
      im[i] = parts == 1 ? 0 : pointwise.values()[out * in + i];
    }
    return pointwise(
        spread(name, relu(x), stride, dilation), weights.norm(name + ".norm"), re, im, in);
  }

  /** A depthwise convolution without norm. */
  String depthwise(String name, String x, int stride) {
    int channels = (int) weights.get(name + ".depthwise").shape()[1];
    List<String> spread = spread(name, x, stride, 1);
    if (parts == 1) {
      return spread.get(0);
    }
    double[] identity = new double[channels * channels];
    for (int c = 0; c < channels; c++) {
      identity[c * channels + c] = 1;
    }
    return pointwise(
        spread,
        ChannelMap.identity(parts, channels),
        identity,
        new double[channels * channels],
        channels);
  }

  /**
   * Depthwise convolution of all planes, real and imaginary, with the kernel A and, where it is A +
   * iB, with B. Two convolutions of as many kernels as planes: runtimes have a fast path for that,
   * and none for one with two kernels a plane.
   */
  private List<String> spread(String name, String x, int stride, int dilation) {
    Tensor weight = weights.get(name + ".depthwise");
    int channels = (int) weight.shape()[1];
    int side = (int) weight.shape()[2];
    int length = channels * side * side;
    int planes = parts * channels;
    List<String> spread = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      double[] kernel = new double[parts * length];
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] = weight.values()[part * length + i % length];
      }
      String constant = graph.floats(kernel, planes, 1, side, side);
      spread.add(
          graph.node("Conv", List.of(x, constant), geometry(side, stride, dilation, planes)));
    }
    return spread;
  }

  /** The pointwise product (U + iV) z of what {@link #spread} gave, then a map a channel. */
  private String pointwise(List<String> spread, ChannelMap norm, double[] re, double[] im, int in) {
    if (parts == 1) {
      return pointwise(spread.get(0), norm, re, true);
    }
    // z = (A x - B y) + i (B x + A y), and U + iV is [[U, -V], [V, U]].
    double[] ofA = blocks(norm.channels(), in, re, 1, im, -1, im, 1, re, 1);
    double[] ofB = blocks(norm.channels(), in, im, -1, re, -1, re, 1, im, -1);
    return add(
        pointwise(spread.get(0), norm, ofA, true), pointwise(spread.get(1), norm, ofB, false));
  }

  private String pointwise(String x, ChannelMap norm, double[] matrix, boolean hasBias) {
    int rows = norm.diagonal().length;
    String kernel = graph.floats(norm.after(matrix), rows, matrix.length / rows, 1, 1);
    List<String> inputs =
        hasBias ? List.of(x, kernel, graph.floats(norm.bias(), rows)) : List.of(x, kernel);
    return graph.node("Conv", inputs, geometry(1, 1, 1, 1));
  }

  /** A matrix {@code [2 out, 2 in]} of four {@code [out, in]} ones, each times a sign. */
  private static double[] blocks(
      int out,
      int in,
      double[] topLeft,
      int topLeftSign,
      double[] topRight,
      int topRightSign,
      double[] bottomLeft,
      int bottomLeftSign,
      double[] bottomRight,
      int bottomRightSign) {
    double[] matrix = new double[4 * out * in];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        int at = o * in + i;
        int top = o * 2 * in + i;
        int bottom = (out + o) * 2 * in + i;
        matrix[top] = topLeftSign * topLeft[at];
        matrix[top + in] = topRightSign * topRight[at];
        matrix[bottom] = bottomLeftSign * bottomLeft[at];
        matrix[bottom + in] = bottomRightSign * bottomRight[at];
      }
    }
    return matrix;
  }

  /** A map a channel as a 1x1 convolution. */
  private String mapped(String x, ChannelMap map) {
    int rows = map.diagonal().length;
    double[] identity = new double[rows * rows];
    for (int r = 0; r < rows; r++) {
      identity[r * rows + r] = 1;
    }
    String kernel = graph.floats(map.after(identity), rows, rows, 1, 1);
    String bias = graph.floats(map.bias(), rows);
    return graph.node("Conv", List.of(x, kernel, bias), geometry(1, 1, 1, 1));
  }

  /** A batch norm on its own. */
  String norm(String name, String x) {
    return mapped(x, weights.norm(name + ".norm"));
  }

  /** Mean over 3x3 without the padding, batch norm. */
  String average(String name, String x, int stride) {
    return norm(name, graph.node("AveragePool", List.of(x), window(stride)));
  }

  /** Maximum over 3x3 by value (real) or modulus (complex), batch norm. */
  String maximum(String name, String x, int stride) {
    if (parts == 1) {
      return norm(name, graph.node("MaxPool", List.of(x), window(stride)));
    }
    List<String> z = halves(x);
    String squared = squaredModulus(z);
    // Indices count through the whole tensor, whose shape is that of either part.
    String where = graph.nodes("MaxPool", List.of(squared), 2, window(stride)).get(1);
    List<String> chosen = new ArrayList<>();
    for (String part : z) {
      String flat = graph.node("Reshape", part, graph.longs(-1));
      chosen.add(graph.node("Gather", List.of(flat, where), Map.of("axis", 0L)));
    }
    return norm(name, concat(chosen));
  }

  private static Map<String, Object> window(int stride) {
    return Map.of(
        "kernel_shape", List.of(3L, 3L),
        "strides", List.of((long) stride, (long) stride),
        "pads", List.of(1L, 1L, 1L, 1L));
  }

  private String squaredModulus(List<String> z) {
    return graph.node(
        "Add", graph.node("Mul", z.get(0), z.get(0)), graph.node("Mul", z.get(1), z.get(1)));
  }

  private List<String> halves(String x) {
    return graph.nodes("Split", List.of(x), 2, Map.of("axis", 1L));
  }

  private String concat(List<String> tensors) {
    return tensors.size() == 1 ? tensors.get(0) : graph.node("Concat", tensors, Map.of("axis", 1L));
  }

  /** Joins channels so that all real parts come first. */
  String concatChannels(List<String> tensors) {
    if (parts == 1 || tensors.size() == 1) {
      return concat(tensors);
    }
    List<String> planes = new ArrayList<>();
    List<List<String>> split = tensors.stream().map(this::halves).toList();
    split.forEach(z -> planes.add(z.get(0)));
    split.forEach(z -> planes.add(z.get(1)));
    return concat(planes);
  }

  /** The modulus of the features' two planes; in the complex field with an imaginary part of 0. */
  String magnitude(String features) {
    return alone(graph.node("Sqrt", squaredModulus(halves(features))));
  }

  /** The modulus less its mean over frames. */
  String centredMagnitude(String features) {
    String modulus = graph.node("Sqrt", squaredModulus(halves(features)));
    String mean =
        graph.node("ReduceMean", List.of(modulus), Map.of("axes", List.of(3L), "keepdims", 1L));
    return alone(graph.node("Sub", modulus, mean));
  }

  private String alone(String channel) {
    return parts == 1 ? channel : concat(List.of(channel, zeros(channel)));
  }

  /** The planes with their modulus as one channel more. */
  String planesAndMagnitude(String features) {
    List<String> planes = halves(features);
    String modulus = graph.node("Sqrt", squaredModulus(planes));
    return parts == 1
        ? concat(List.of(features, modulus))
        : concat(List.of(planes.get(0), modulus, planes.get(1), zeros(modulus)));
  }

  private String zeros(String like) {
    return graph.node("Sub", like, like);
  }

  String tanh(String x) {
    return graph.node("Tanh", x);
  }

  String add(String a, String b) {
    return graph.node("Add", a, b);
  }

  /** The product of two numbers of the field, element by element. */
  String product(String a, String b) {
    if (parts == 1) {
      return graph.node("Mul", a, b);
    }
    List<String> p = halves(a);
    List<String> q = halves(b);
    String re =
        graph.node(
            "Sub", graph.node("Mul", p.get(0), q.get(0)), graph.node("Mul", p.get(1), q.get(1)));
    String im = add(graph.node("Mul", p.get(0), q.get(1)), graph.node("Mul", p.get(1), q.get(0)));
    return concat(List.of(re, im));
  }

  /** Centred and divided by the root of the mean square over positions, a channel. */
  String instanceNorm(String x) {
    String centred = graph.node("Sub", x, positionMean(x));
    String variance = positionMean(graph.node("Mul", centred, centred));
    if (parts == 2) {
      List<String> z = halves(variance);
      String mean = graph.node("Mul", add(z.get(0), z.get(1)), graph.floats(new double[] {0.5}, 1));
      variance = concat(List.of(mean, mean));
    }
    String root = graph.node("Sqrt", add(variance, graph.floats(new double[] {EPSILON}, 1)));
    return graph.node("Div", centred, root);
  }

  private String positionMean(String x) {
    return graph.node("ReduceMean", List.of(x), Map.of("axes", List.of(2L, 3L), "keepdims", 1L));
  }

  /** Global average, linear layer; for a complex network both parts of the logits. */
  String linear(String name, String x) {
    Tensor weight = weights.get(name + ".weight");
    int classes = (int) weight.shape()[2];
    int channels = (int) weight.shape()[3];
    double[] matrix = widened(weight.values(), classes, channels, 1);
    float[] bias = weights.get(name + ".bias").values();
    double[] offset = new double[bias.length];
    for (int i = 0; i < bias.length; i++) {
      offset[i] = bias[i];
    }
    String pooled =
        graph.node("Flatten", List.of(graph.node("GlobalAveragePool", x)), Map.of("axis", 1L));
    return graph.node(
        "Gemm",
        List.of(
            pooled,
            graph.floats(matrix, (long) parts * classes, (long) parts * channels),
            graph.floats(offset, offset.length)),
        Map.of("transB", 1L));
  }

  /** Logits by modulus. */
  String modulus(String z, double epsilon) {
    String squared = squaredModulus(halves(z));
    return graph.node("Sqrt", add(squared, graph.floats(new double[] {epsilon}, 1)));
  }

  /** Logits by real part. */
  String realPart(String z) {
    return halves(z).get(0);
  }

  String softmax(String logits) {
    return graph.node("Softmax", List.of(logits), Map.of("axis", 1L));
  }
}
