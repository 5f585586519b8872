package dev.argand.network.onnx;

import dev.argand.network.NetworkSpec;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.cell.BcResNet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The networks of the literature as ONNX operators. */
final class FixedLayers {
  private static final int RESNET_STAGES = 4;
  private static final int RESNET_BLOCKS = 2;

  private final NetworkSpec spec;
  private final Graph graph;
  private final Weights weights;
  private final Layers layers;

  FixedLayers(NetworkSpec spec, Graph graph, Weights weights, Layers layers) {
    this.spec = spec;
    this.graph = graph;
    this.weights = weights;
    this.layers = layers;
  }

  /** All but the head. */
  String resNet18(String intake) {
    String x = layers.relu(layers.dense("stem", intake, spec.stemStride()));
    for (int stage = 0; stage < RESNET_STAGES; stage++) {
      for (int b = 0; b < RESNET_BLOCKS; b++) {
        String name = "stages.%d.%d".formatted(stage, b);
        boolean halves = stage > 0 && b == 0;
        int stride = halves ? 2 : 1;
        String first = layers.relu(layers.dense(name + ".first", x, stride));
        String second = layers.dense(name + ".second", first, 1);
        String past = halves ? layers.dense(name + ".shortcut", x, stride) : x;
        x = layers.relu(layers.add(second, past));
      }
    }
    return x;
  }

  /** All but the head. */
  String bcResNet(String intake) {
    String x = layers.relu(convolution("stem", intake, 2, 1, 2, 2, 1, true));
    int bands = halved(spec.bands());
    for (int stage = 0; stage < BcResNet.stages(); stage++) {
      for (int b = 0; b < BcResNet.blocks(stage); b++) {
        int stride = BcResNet.bandStride(stage, b);
        bands = stride == 2 ? halved(bands) : bands;
        x = block("stages.%d.%d".formatted(stage, b), x, b == 0, stride, bands, 1 << stage);
      }
    }
    String spread = convolution("spread", x, 1, 1, 0, 2, 1, false);
    return layers.relu(layers.dense("mix", spread, 1));
  }

  private static int halved(int bands) {
    return (bands - 1) / 2 + 1;
  }

  private String block(String name, String x, boolean widens, int stride, int bands, int dilation) {
    String wide = widens ? layers.relu(layers.dense(name + ".widen", x, 1)) : x;
    String two =
        inSubBands(
            name + ".bands", convolution(name + ".bands", wide, stride, 1, 1, 0, 1, false), bands);
    String mean =
        graph.node("ReduceMean", List.of(two), Map.of("axes", List.of(2L), "keepdims", 1L));
    String one = convolution(name + ".frames", mean, 1, 1, 0, dilation, dilation, true);
    String swish = graph.node("Mul", one, graph.node("Sigmoid", one));
    String y = layers.add(two, convolution(name + ".point", swish, 1, 1, 0, 0, 1, false));
    return layers.relu(widens ? y : layers.add(y, x));
  }

  /** Any rectangle; a kernel of one input channel is depthwise where there are more. */
  private String convolution(
      String name,
      String x,
      long bandStride,
      long frameStride,
      long bandPadding,
      long framePadding,
      long frameDilation,
      boolean normed) {
    Tensor weight = weights.get(name + ".weight");
    long[] shape = Arrays.copyOfRange(weight.shape(), 1, 5);
    boolean isDepthwise = shape[1] == 1 && !name.equals("stem");
    Map<String, Object> geometry =
        Map.of(
            "kernel_shape", List.of(shape[2], shape[3]),
            "strides", List.of(bandStride, frameStride),
            "pads", List.of(bandPadding, framePadding, bandPadding, framePadding),
            "dilations", List.of(1L, frameDilation),
            "group", isDepthwise ? shape[0] : 1L);
    double[] kernel = new double[weight.values().length];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = weight.values()[i];
    }
    if (!normed) {
      return graph.node("Conv", List.of(x, graph.floats(kernel, shape)), geometry);
    }
    ChannelMap norm = weights.norm(name + ".norm");
    return graph.node(
        "Conv",
        List.of(x, graph.floats(norm.after(kernel), shape), graph.floats(norm.bias(), shape[0])),
        geometry);
  }

  /** Sub-spectral normalisation: a scale and an offset of each channel's band. */
  private String inSubBands(String name, String x, int bands) {
    ChannelMap norm = weights.norm(name + ".norm");
    int sub = BcResNet.subBands(bands);
    int channels = norm.channels() / sub;
    double[] scale = new double[channels * bands];
    double[] offset = new double[channels * bands];
    for (int c = 0; c < channels; c++) {
      for (int band = 0; band < bands; band++) {
        int row = c * sub + band / (bands / sub);
        scale[c * bands + band] = norm.diagonal()[row];
        offset[c * bands + band] = norm.bias()[row];
      }
    }
    String scaled = graph.node("Mul", x, graph.floats(scale, 1, channels, bands, 1));
    return layers.add(scaled, graph.floats(offset, 1, channels, bands, 1));
  }
}
