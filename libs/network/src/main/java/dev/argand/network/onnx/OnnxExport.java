package dev.argand.network.onnx;

import dev.argand.network.Field;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.OperationKind;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Manifest;
import dev.argand.network.bundle.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model as an ONNX file (opset 13, standard operators only) that any runtime takes.
 *
 * <p>Input {@code features}: float {@code [batch, 2, bands, frames]}, the real and the imaginary
 * plane of a window's features as the front end lays them out; the front end itself is not in the
 * file. Output {@code scores}: {@code [batch, labels]}, softmax probabilities in the order of the
 * labels. Both sizes but the batch are fixed. Labels, thresholds, front end and digest are in the
 * file's metadata.
 *
 * <p>Of equal moduli in one neighbourhood the maximum pooling takes the first position where Argand
 * takes the last; unequal numbers of equal modulus are rare in what is computed.
 */
public final class OnnxExport {
  /** Name of the input. */
  public static final String FEATURES = "features";

  /** Name of the output. */
  public static final String SCORES = "scores";

  // As in the head of the network itself.
  private static final double MODULUS_EPSILON = 1e-12;

  private final NetworkSpec spec;
  private final Layers layers;
  private final FixedLayers fixed;

  private OnnxExport(NetworkSpec spec, Layers layers, FixedLayers fixed) {
    this.spec = spec;
    this.layers = layers;
    this.fixed = fixed;
  }

  /**
   * The file of a bundle's model.
   *
   * @throws IllegalArgumentException if its tensors are not those of its network
   */
  public static byte[] of(Bundle bundle) {
    Manifest manifest = bundle.manifest();
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("digest", bundle.digest());
    metadata.put("genotype", manifest.network().architecture().toString());
    metadata.put("labels", String.join("\n", manifest.labels()));
    metadata.put("backgroundLabel", manifest.backgroundLabel());
    metadata.put(
        "thresholds",
        String.join("\n", manifest.thresholds().stream().map(String::valueOf).toList()));
    metadata.put("frontEnd", manifest.frontEnd().toString());
    metadata.put("manifest", new String(manifest.json(), StandardCharsets.UTF_8));
    return of(manifest.network(), bundle.weights(), metadata);
  }

  /**
   * The file of a network.
   *
   * @param tensors weights and running statistics by name, as bundles store them
   * @param metadata texts to go with it
   * @throws IllegalArgumentException if the tensors are not those of the network
   */
  public static byte[] of(
      NetworkSpec spec, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Graph graph = new Graph();
    Weights weights = new Weights(tensors, spec.field());
    graph.input(FEATURES, 2, spec.bands(), spec.frames());
    Layers layers = new Layers(graph, weights, spec.field());
    OnnxExport export = new OnnxExport(spec, layers, new FixedLayers(spec, graph, weights, layers));
    graph.output(export.network(), SCORES, spec.classes());
    weights.requireAllUsed();
    return graph.model(metadata);
  }

  private String network() {
    String intake =
        switch (spec.input()) {
          case PLANES -> FEATURES;
          case MAGNITUDE -> layers.magnitude(FEATURES);
          case CENTRED_MAGNITUDE -> layers.centredMagnitude(FEATURES);
          case PLANES_AND_MAGNITUDE -> layers.planesAndMagnitude(FEATURES);
        };
    if (spec.architecture() instanceof FixedArchitecture architecture) {
      String last =
          switch (architecture) {
            case RESNET18 -> fixed.resNet18(intake);
            case BC_RESNET -> fixed.bcResNet(intake);
          };
      return layers.softmax(layers.linear("head", last));
    }
    String last2 = layers.dense("stem", intake, spec.stemStride());
    String last1 = last2;
    boolean afterReduction = false;
    int number = 0;
    int stages = spec.trailingStage() ? 4 : 3;
    for (int stage = 0; stage < stages; stage++) {
      int cells = stage == 3 ? spec.cellsPerStage() : spec.cellsPerStage() + 1;
      for (int d = 0; d < cells; d++) {
        boolean reduction = d == spec.cellsPerStage();
        String next = cell("cells." + number++, last2, last1, reduction, afterReduction);
        last2 = last1;
        last1 = next;
        afterReduction = reduction;
      }
    }
    String z = layers.linear("head", last1);
    if (spec.field() == Field.REAL) {
      return layers.softmax(z);
    }
    return layers.softmax(
        switch (spec.readout()) {
          case MODULUS -> layers.modulus(z, MODULUS_EPSILON);
          case REAL_PART -> layers.realPart(z);
        });
  }

  private String cell(
      String name, String last2, String last1, boolean reduction, boolean afterReduction) {
    Genotype.Cell genes = reduction ? spec.genotype().reduction() : spec.genotype().normal();
    List<String> values = new ArrayList<>();
    values.add(
        afterReduction
            ? layers.factorized(name + ".before0", layers.relu(last2))
            : layers.dense(name + ".before0", layers.relu(last2), 1));
    values.add(layers.dense(name + ".before1", layers.relu(last1), 1));
    for (int n = 0; n < genes.nodes().size(); n++) {
      List<Genotype.Input> inputs = genes.nodes().get(n).inputs();
      String sum = "";
      for (int i = 0; i < inputs.size(); i++) {
        Genotype.Input input = inputs.get(i);
        String place = "%s.node%d.input%d.%s".formatted(name, n + 2, i, input.operation().code());
        int stride = reduction && input.from() < 2 ? 2 : 1;
        String y = operation(place, input.operation(), values.get(input.from()), stride);
        sum = i == 0 ? y : layers.add(sum, y);
      }
      values.add(sum);
    }
    return layers.concatChannels(values.subList(2, values.size()));
  }

  private String operation(String name, OperationKind kind, String x, int stride) {
    return switch (kind.family()) {
      case SEPARABLE ->
          layers.separable(name + ".second", layers.separable(name + ".first", x, stride, 1), 1, 1);
      case DILATED -> layers.separable(name, x, stride, 2);
      case POOL ->
          kind == OperationKind.MAX3
              ? layers.maximum(name, x, stride)
              : layers.average(name, x, stride);
      case SKIP -> stride == 1 ? x : layers.factorized(name, layers.relu(x));
      case POLYNOMIAL_ASYMMETRIC_4, POLYNOMIAL_ASYMMETRIC_5, POLYNOMIAL_ATTENTION ->
          layers.dense(name + ".out", layers.relu(polynomial(name, kind, x, stride)), 1);
    };
  }

  private String polynomial(String name, OperationKind kind, String x, int stride) {
    String a = layers.depthwise(name + ".factor1", x, stride);
    String second = name + ".factor2";
    if (kind.family() == OperationKind.Family.POLYNOMIAL_ASYMMETRIC_4) {
      String b = layers.norm(second, layers.depthwise(second, layers.tanh(x), stride));
      return layers.add(layers.instanceNorm(layers.product(a, b)), a);
    }
    String squashed = layers.tanh(layers.product(a, layers.depthwise(second, x, stride)));
    return kind.family() == OperationKind.Family.POLYNOMIAL_ASYMMETRIC_5
        ? layers.add(squashed, a)
        : layers.product(squashed, layers.depthwise(name + ".factor3", x, stride));
  }
}
