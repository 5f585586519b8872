package dev.argand.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.network.Field;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Complex layers against independent float64 values: outputs and gradients, to 1e-10. */
class ComplexGoldenTest {
  private static final double RELATIVE = 1e-10;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<JsonNode> convolutions() {
    return Golden.cases("complex-conv2d.json").stream();
  }

  static Stream<JsonNode> batchNorms() {
    return Golden.cases("complex-batch-norm.json").stream();
  }

  static Stream<JsonNode> poolings() {
    return Golden.cases("complex-pooling.json").stream();
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolution_matchesReference(JsonNode golden) {
    int groups = golden.get("groups").intValue();
    long[] w = Golden.shape(golden.get("w"));
    NDArray x = Golden.grouped(manager, golden.get("x"), groups);
    Shape perPart = new Shape(1, groups, w[0] / groups, w[1], w[2], w[3]);
    NDArray weight =
        Tensors.concat(
            0,
            manager.create(Golden.doubles(golden.get("w").get("re")), perPart),
            manager.create(Golden.doubles(golden.get("w").get("im")), perPart));
    NDArray bias = grouped(golden.get("b"), groups);
    x.setRequiresGradient(true);
    weight.setRequiresGradient(true);
    bias.setRequiresGradient(true);
    NDArray y;
    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
      NDArray kernel = Tensors.structured(weight).reshape(2 * w[0], 2 * w[1], w[2], w[3]);
      y =
          Tensors.conv2d(
              x,
              kernel,
              bias,
              golden.get("stride").intValue(),
              golden.get("padding").intValue(),
              golden.get("dilation").intValue(),
              groups);
      gradients.backward(weightedPower(y, golden.get("c"), groups));
    }
    assertClose("y", y, Golden.grouped(manager, golden.get("y"), groups));
    assertClose("dx", x.getGradient(), Golden.grouped(manager, golden.get("dx"), groups));
    assertClose("db", bias.getGradient(), grouped(golden.get("db"), groups));
    NDArray dw =
        Tensors.concat(
            0,
            manager.create(Golden.doubles(golden.get("dw").get("re")), perPart),
            manager.create(Golden.doubles(golden.get("dw").get("im")), perPart));
    assertClose("dw", weight.getGradient(), dw);
  }

  @ParameterizedTest
  @MethodSource("batchNorms")
  void batchNorm_matchesReference(JsonNode golden) {
    assertThat(golden.get("eps").doubleValue()).isEqualTo(BatchNorm.EPSILON);
    int channels = (int) Golden.shape(golden.get("x"))[1];
    ParameterLayout parameters = new ParameterLayout();
    ParameterLayout statistics = new ParameterLayout();
    BatchNorm norm = BatchNorm.affine(parameters, statistics, "norm", Field.COMPLEX, channels);
    NDArray x = Golden.grouped(manager, golden.get("x"), 1);
    NDArray flat =
        flat(
            golden.get("gammaRr").get("values"),
            golden.get("gammaIi").get("values"),
            golden.get("gammaRi").get("values"),
            golden.get("beta").get("re"),
            golden.get("beta").get("im"));
    x.setRequiresGradient(true);
    flat.setRequiresGradient(true);
    NDArray y;
    NDArray seen;
    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
      Pass pass = Pass.training(parameters, flat);
      y = norm.forward(pass, x);
      seen = pass.batchStatistics();
      gradients.backward(weightedPower(y, golden.get("c"), 1));
    }
    assertClose("y", y, Golden.grouped(manager, golden.get("y"), 1));
    assertClose("dx", x.getGradient(), Golden.grouped(manager, golden.get("dx"), 1));
    NDArray expected =
        flat(
            golden.get("dGammaRr").get("values"),
            golden.get("dGammaIi").get("values"),
            golden.get("dGammaRi").get("values"),
            golden.get("dBeta").get("re"),
            golden.get("dBeta").get("im"));
    assertClose("dGamma, dBeta", flat.getGradient(), expected);
    NDArray moments =
        flat(
            golden.get("mean").get("re"),
            golden.get("mean").get("im"),
            golden.get("vRr").get("values"),
            golden.get("vIi").get("values"),
            golden.get("vRi").get("values"));
    // The reference prints the variances with eps; the running ones are kept without.
    double[] values = seen.toDoubleArray();
    for (int i = 2 * channels; i < 4 * channels; i++) {
      values[i] += BatchNorm.EPSILON;
    }
    assertClose("moments", manager.create(values), moments);
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void pooling_matchesReference(JsonNode golden) {
    NDArray x = Golden.grouped(manager, golden.get("x"), 1);
    int stride = golden.get("stride").intValue();
    assertClose(
        "max",
        Pooling.max(x, Field.COMPLEX, 1, stride),
        Golden.grouped(manager, golden.get("maxByModulus"), 1));
    assertClose(
        "average", Pooling.average(x, stride), Golden.grouped(manager, golden.get("average"), 1));
  }

  /** sum of c |y|^2. */
  private NDArray weightedPower(NDArray y, JsonNode weights, int groups) {
    long[] s = Golden.shape(weights);
    NDArray c =
        manager.create(
            Golden.doubles(weights.get("values")),
            new Shape(s[0], groups, 1, s[1] / groups, s[2], s[3]));
    return y.reshape(s[0], groups, 2, s[1] / groups, s[2], s[3]).square().mul(c).sum();
  }

  private NDArray grouped(JsonNode vector, int groups) {
    Shape shape = new Shape(groups, 1, vector.get("re").size() / groups);
    NDArray re = manager.create(Golden.doubles(vector.get("re")), shape);
    NDArray im = manager.create(Golden.doubles(vector.get("im")), shape);
    return Tensors.concat(1, re, im).reshape(-1);
  }

  private NDArray flat(JsonNode... parts) {
    NDList list = new NDList();
    for (JsonNode part : parts) {
      list.add(manager.create(Golden.doubles(part)));
    }
    return NDArrays.concat(list, 0);
  }

  private static void assertClose(String what, NDArray actual, NDArray expected) {
    double[] a = actual.reshape(-1).toDoubleArray();
    double[] e = expected.reshape(-1).toDoubleArray();
    assertThat(a).as(what).hasSameSizeAs(e);
    double scale = 0;
    for (double v : e) {
      scale = Math.max(scale, Math.abs(v));
    }
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).as(what + " at " + i).isCloseTo(e[i], within(RELATIVE * Math.max(scale, 1)));
    }
  }
}
