package dev.argand.network.cell;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.OperationKind;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Site;
import dev.argand.signal.CounterRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Measured milliseconds of one window through a network with folded batch norms, as recognition
 * runs it, on this machine, in one thread: the median of several calls. Weights are initial ones,
 * which cost what trained ones do.
 */
public final class Latency {
  private static final int WARM_UP = 3;
  private static final int CALLS = 9;

  private Latency() {}

  /** Of a whole network. */
  public static double milliseconds(NetworkSpec spec) {
    Network network = Network.of(spec);
    return measure(
        network.parameters(),
        network.statistics(),
        network::fold,
        new Shape(1, 2, spec.bands(), spec.frames()));
  }

  /** Of every choice of a search; the fixed part is what a network of the spec takes besides. */
  public static CostTable table(NetworkSpec spec) {
    Map<String, Double> known = new HashMap<>();
    CostTable choices =
        CostTable.of(
            0,
            spec,
            (kind, stage, stride) ->
                known.computeIfAbsent(
                    "%s %s %d".formatted(kind, stage, stride),
                    place -> operation(spec, kind, stage, stride)));
    Genotype genotype = spec.genotype();
    double fixed = Math.max(0, milliseconds(spec) - choices.of(genotype));
    return new CostTable(fixed, choices.normal(), choices.reduction());
  }

  private static double operation(
      NetworkSpec spec, OperationKind kind, CostTable.Stage stage, int stride) {
    ParameterLayout parameters = new ParameterLayout();
    ParameterLayout statistics = new ParameterLayout();
    // A parameter of no use: the engine does not split an empty vector.
    parameters.declare("unused", 1, (values, parts, random) -> {}, 1);
    statistics.declare("unused", 1, (values, parts, random) -> {}, 1);
    Layer layer =
        Operations.create(
            new Site(parameters, statistics, "op", spec.field(), true),
            kind,
            stage.channels(),
            stride);
    Shape shape =
        new Shape(
            1,
            (long) spec.field().reals() * stage.channels(),
            stage.bandsBefore(stride),
            stage.framesBefore(stride));
    return measure(parameters, statistics, layer::fold, shape);
  }

  @FunctionalInterface
  private interface Folding {
    UnaryOperator<NDArray> fold(Pass pass);
  }

  private static double measure(
      ParameterLayout parameters, ParameterLayout statistics, Folding folding, Shape shape) {
    // Natives are loaded with the engine, not by a first call into them.
    Engine.getInstance();
    int threads = JniUtils.getNumThreads();
    JniUtils.setNumThreads(1);
    JniUtils.setGradMode(false);
    try (NDManager manager = NDManager.newBaseManager()) {
      CounterRandom random = CounterRandom.of(1);
      Pass pass =
          Pass.evaluation(
              parameters,
              manager.create(parameters.initialValues(random)),
              statistics,
              manager.create(statistics.initialValues(random)));
      UnaryOperator<NDArray> network = folding.fold(pass);
      NDArray input = manager.ones(shape);
      double[] times = new double[CALLS];
      for (int call = -WARM_UP; call < CALLS; call++) {
        long began = System.nanoTime();
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          network.apply(input).toFloatArray();
        }
        if (call >= 0) {
          times[call] = (System.nanoTime() - began) / 1e6;
        }
      }
      Arrays.sort(times);
      return times[CALLS / 2];
    } finally {
      JniUtils.setGradMode(true);
      JniUtils.setNumThreads(threads);
    }
  }
}
