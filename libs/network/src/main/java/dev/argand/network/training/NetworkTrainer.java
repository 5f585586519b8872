package dev.argand.network.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.argand.network.NetworkSpec;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.cell.Network;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import dev.argand.signal.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network from scratch: SGD with momentum on cross entropy, running batch-norm statistics
 * updated after each step.
 *
 * <p>Not thread-safe. One trainer a JVM at a time: the engine has a single gradient collector.
 */
public final class NetworkTrainer implements AutoCloseable {
  /** Share of a step's statistics in the running ones. */
  private static final double STATISTICS_RATE = 0.1;

  /**
   * Hyper-parameters of SGD.
   *
   * @param momentum momentum
   * @param weightDecay L2 decay
   * @param maxGradientNorm bound on the gradient's norm
   * @param shards equal parts of a batch that are learned from at once, a thread each, every one
   *     with its own batch-norm statistics
   * @param care for polynomials
   */
  public record Settings(
      double momentum,
      double weightDecay,
      double maxGradientNorm,
      int shards,
      PolynomialCare care) {
    /** Polynomials are trained as all else is. */
    public Settings(double momentum, double weightDecay, double maxGradientNorm, int shards) {
      this(momentum, weightDecay, maxGradientNorm, shards, PolynomialCare.NONE);
    }
  }

  private final NetworkSpec spec;
  private final Network network;
  private final NDManager manager;
  private final NDArray weights;
  private final NDArray statistics;
  private final Sgd sgd;
  private final Shards shards;

  /** The network at the present weights, folded; null until it is asked for after a step. */
  private @Nullable Folded folded;

  private record Folded(NDManager manager, UnaryOperator<NDArray> network) {}

  /** A trainer at its initial weights, drawn from the given place. */
  public NetworkTrainer(NetworkSpec spec, Settings settings, CounterRandom random) {
    this.spec = spec;
    this.network = Network.of(spec, settings.care().scaledProducts());
    this.manager = NDManager.newBaseManager();
    this.weights = manager.create(network.parameters().initialValues(random.at("w")));
    this.statistics = manager.create(network.statistics().initialValues(random));
    this.sgd =
        new Sgd(
            weights,
            settings.momentum(),
            settings.weightDecay(),
            settings.maxGradientNorm(),
            settings.care(),
            network.parameters());
    this.shards = new Shards(settings.shards());
  }

  /** Name and version of the native engine. */
  public static String engine() {
    Engine engine = Engine.getInstance();
    return engine.getEngineName() + " " + engine.getVersion();
  }

  /** Number of weights that the finished network has, in reals. */
  public int weightCount() {
    return network.parameters().foldedSize();
  }

  /** Everything that the next steps depend on. */
  public TrainerState state() {
    return new TrainerState(
        Map.of(
            "w", weights.toFloatArray(),
            "statistics", statistics.toFloatArray(),
            "velocity", sgd.velocity()),
        Map.of());
  }

  /**
   * Goes on as the trainer that gave this state would.
   *
   * @throws IllegalArgumentException if it is that of another network
   */
  public void restore(TrainerState state) {
    float[] w = state.floats("w", weights.size());
    float[] running = state.floats("statistics", statistics.size());
    float[] velocity = state.floats("velocity", weights.size());
    unfold();
    weights.set(w);
    statistics.set(running);
    sgd.restore(velocity);
  }

  /** One step on a batch. */
  public StepResult step(Batch batch, double learningRate) {
    unfold();
    Shards.Learned learned = shards.learn(batch, this::learn);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      sgd.step(weights, manager.create(learned.vectors().get(0)), learningRate);
      NDArray seen = manager.create(learned.vectors().get(1));
      statistics.muli(1 - STATISTICS_RATE).addi(seen.muli(STATISTICS_RATE));
    }
    return learned.result();
  }

  /** The gradient of the weights and what batch norms saw, of one part of a batch. */
  private Shards.Learned learn(GradientCollector gradients, Batch part) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray live = weights.duplicate();
      live.setRequiresGradient(true);
      Pass pass = Pass.training(network.parameters(), live);
      NDArray logits = network.forward(pass, input(part.features(), part.size()));
      NDArray targets = manager.create(part.targets(), new Shape(part.size(), part.classes()));
      StepResult result = Losses.backward(gradients, logits, targets);
      float[] seen = pass.batchStatistics().toFloatArray();
      return new Shards.Learned(result, List.of(live.getGradient().toFloatArray(), seen));
    }
  }

  /**
   * Class probabilities of features {@code [size, 2, bands, frames]} at the present weights and
   * running statistics: {@code [size][classes]}.
   */
  public float[][] probabilities(float[] features, int size) {
    Folded now = fold();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      float[] flat = now.network().apply(input(features, size)).softmax(1).toFloatArray();
      float[][] rows = new float[size][];
      for (int i = 0; i < size; i++) {
        rows[i] = Arrays.copyOfRange(flat, i * spec.classes(), (i + 1) * spec.classes());
      }
      return rows;
    }
  }

  private Folded fold() {
    if (folded == null) {
      // Its arrays belong to a manager of their own, so that they outlive the scope of a call.
      NDManager own = NDManager.newBaseManager();
      NDArray frozenWeights = weights.duplicate();
      NDArray frozenStatistics = statistics.duplicate();
      frozenWeights.attach(own);
      frozenStatistics.attach(own);
      Pass pass =
          Pass.evaluation(
              network.parameters(), frozenWeights, network.statistics(), frozenStatistics);
      folded = new Folded(own, network.fold(pass));
    }
    return folded;
  }

  private void unfold() {
    if (folded != null) {
      folded.manager().close();
      folded = null;
    }
  }

  /** Weights and running statistics by name, as a bundle stores them. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new TreeMap<>();
    collect(network.parameters(), weights.toFloatArray(), tensors);
    collect(network.statistics(), statistics.toFloatArray(), tensors);
    return tensors;
  }

  private static void collect(ParameterLayout layout, float[] flat, Map<String, Tensor> tensors) {
    layout
        .folded(flat)
        .forEach(
            (entry, values) -> {
              long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
              tensors.put(entry.name(), new Tensor(shape, values));
            });
  }

  private NDArray input(float[] features, int size) {
    return manager.create(features, new Shape(size, 2, spec.bands(), spec.frames()));
  }

  @Override
  public void close() {
    unfold();
    shards.close();
    manager.close();
  }
}
