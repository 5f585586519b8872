package dev.argand.network.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.argand.network.Genotype;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.cell.Supernet;
import dev.argand.network.layer.Pass;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bi-level search: an architecture step updates alphas and gammas on a validation batch, a
 * weight step updates w on a training batch (Liu et al. 2019, algorithm 1): of first order (xi =
 * 0), or of second ({@link Unrolling}).
 *
 * <p>Weights live in one flat tensor; alphas and gammas in Java doubles, whose activations enter
 * the graph as one small tensor a cell type, so that their losses are exact and cost no native
 * call. The two sets are disjoint by construction.
 *
 * <p>Not thread-safe. One trainer a JVM: the engine has a single gradient collector.
 */
public final class SupernetTrainer implements AutoCloseable {
  /**
   * Hyper-parameters of the two optimisers.
   *
   * @param architectureLearningRate of Adam
   * @param beta1 of Adam
   * @param beta2 of Adam
   * @param architectureWeightDecay of Adam
   * @param momentum of SGD
   * @param weightDecay of SGD
   * @param maxGradientNorm of SGD
   * @param method what the architecture parameters mean
   * @param initialDeviation standard deviation of the first architecture parameters
   * @param parameterlessLimit most poolings and skips in a cell of the architecture
   * @param shards equal parts of a batch that are learned from at once, a thread each, every one
   *     with its own batch-norm statistics
   * @param costs keep what is found affordable; none where cost does not matter
   * @param care for polynomials
   */
  public record Settings(
      double architectureLearningRate,
      double beta1,
      double beta2,
      double architectureWeightDecay,
      double momentum,
      double weightDecay,
      double maxGradientNorm,
      SearchMethod method,
      double initialDeviation,
      int parameterlessLimit,
      int shards,
      List<CostTerm> costs,
      PolynomialCare care) {

    public Settings {
      costs = List.copyOf(costs);
    }

    /** Where cost does not matter, no bound, whole batches. */
    public Settings(
        double architectureLearningRate,
        double beta1,
        double beta2,
        double architectureWeightDecay,
        double momentum,
        double weightDecay,
        double maxGradientNorm,
        SearchMethod method,
        double initialDeviation) {
      this(
          architectureLearningRate,
          beta1,
          beta2,
          architectureWeightDecay,
          momentum,
          weightDecay,
          maxGradientNorm,
          method,
          initialDeviation,
          Integer.MAX_VALUE,
          1,
          List.of(),
          PolynomialCare.NONE);
    }
  }

  private final Supernet supernet;
  private final SearchSpace space;
  private final Settings settings;
  private final NDManager manager;
  private final NDArray weights;
  private final Sgd sgd;
  private final CellParameters normal;
  private final CellParameters reduction;
  private final Adam normalAdam;
  private final Adam reductionAdam;
  private final Shards shards;

  /** A trainer at its initial weights, drawn from the given place. */
  public SupernetTrainer(Supernet.Spec spec, Settings settings, CounterRandom random) {
    this.supernet = new Supernet(spec, settings.care().scaledProducts());
    this.space = spec.space();
    this.settings = settings;
    this.manager = NDManager.newBaseManager();
    this.weights = manager.create(supernet.parameters().initialValues(random.at("w")));
    this.sgd =
        new Sgd(
            weights,
            settings.momentum(),
            settings.weightDecay(),
            settings.maxGradientNorm(),
            settings.care(),
            supernet.parameters());
    this.normal = initial(random.at("normal"));
    this.reduction = initial(random.at("reduction"));
    this.normalAdam = adam(normal);
    this.reductionAdam = adam(reduction);
    this.shards = new Shards(settings.shards());
  }

  /** Parameters of normal cells, live. */
  public CellParameters normal() {
    return normal;
  }

  /** Parameters of reduction cells, live. */
  public CellParameters reduction() {
    return reduction;
  }

  /** Number of weights w, in reals. */
  public int weightCount() {
    return supernet.parameters().size();
  }

  /** The architecture that the parameters stand for now. */
  public Genotype genotype() {
    return genotype(settings.parameterlessLimit());
  }

  /** The same with another bound on poolings and skips in a cell. */
  public Genotype genotype(int parameterlessLimit) {
    return new Genotype(
        space,
        settings.method().discretize(normal, space, parameterlessLimit),
        settings.method().discretize(reduction, space, parameterlessLimit));
  }

  /** Everything that the next steps depend on. */
  public TrainerState state() {
    return new TrainerState(
        Map.of("w", weights.toFloatArray(), "velocity", sgd.velocity()),
        Map.of(
            "normal", normal.flatten(),
            "normal.adam", normalAdam.state(),
            "reduction", reduction.flatten(),
            "reduction.adam", reductionAdam.state()));
  }

  /**
   * Goes on as the trainer that gave this state would.
   *
   * @throws IllegalArgumentException if it is that of another supernet
   */
  public void restore(TrainerState state) {
    float[] w = state.floats("w", weights.size());
    float[] velocity = state.floats("velocity", weights.size());
    double[] normalValues = state.doubles("normal", normal.flatten().length);
    double[] normalMoments = state.doubles("normal.adam", normalAdam.state().length);
    double[] reductionValues = state.doubles("reduction", reduction.flatten().length);
    double[] reductionMoments = state.doubles("reduction.adam", reductionAdam.state().length);
    weights.set(w);
    sgd.restore(velocity);
    normal.restore(normalValues);
    normalAdam.restore(normalMoments);
    reduction.restore(reductionValues);
    reductionAdam.restore(reductionMoments);
  }

  /**
   * Updates alphas and gammas on a validation batch, first order.
   *
   * @param regularized whether the method's own losses are added
   */
  public StepResult architectureStep(Batch batch, int bands, int frames, boolean regularized) {
    return architectureStep(learn(batch, bands, frames, weights, Leaves.ARCHITECTURE), regularized);
  }

  /**
   * Updates alphas and gammas on a validation batch at the weights that a weight step would leave,
   * second order. The weights and their optimiser stay as they are.
   *
   * @param validation the batch whose loss is lowered
   * @param training the batch of the weight step that follows
   * @param learningRate of that weight step
   * @param regularized whether the method's own losses are added
   * @return what was seen of the validation batch at the weights ahead
   */
  public StepResult architectureStepAhead(
      Batch validation,
      Batch training,
      int bands,
      int frames,
      double learningRate,
      boolean regularized) {
    Unrolling.Problem problem =
        new Unrolling.Problem() {
          @Override
          public Shards.Learned trainingByWeights(NDArray w) {
            return learn(training, bands, frames, w, Leaves.WEIGHTS);
          }

          @Override
          public Shards.Learned trainingByArchitecture(NDArray w) {
            return learn(training, bands, frames, w, Leaves.ARCHITECTURE);
          }

          @Override
          public Shards.Learned validation(NDArray w) {
            return learn(validation, bands, frames, w, Leaves.BOTH);
          }
        };
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return architectureStep(
          new Unrolling(sgd).gradient(weights, problem, learningRate), regularized);
    }
  }

  /** Updates alphas and gammas down the gradients of both mixtures. */
  private StepResult architectureStep(Shards.Learned learned, boolean regularized) {
    ArchitectureLoss ofNormal = gradient(normal, learned.vectors().get(0), regularized);
    ArchitectureLoss ofReduction = gradient(reduction, learned.vectors().get(1), regularized);
    for (CostTerm cost : settings.costs()) {
      ofNormal = ofNormal.plus(cost.loss(normal, reduction, true));
      ofReduction = ofReduction.plus(cost.loss(normal, reduction, false));
    }
    step(normal, normalAdam, ofNormal);
    step(reduction, reductionAdam, ofReduction);
    return learned.result();
  }

  /** Updates w on a training batch. */
  public StepResult weightStep(Batch batch, int bands, int frames, double learningRate) {
    Shards.Learned learned = learn(batch, bands, frames, weights, Leaves.WEIGHTS);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      sgd.step(weights, manager.create(learned.vectors().get(0)), learningRate);
    }
    return learned.result();
  }

  /** What a gradient is taken with respect to. */
  private enum Leaves {
    /** The two mixtures, normal first. */
    ARCHITECTURE,
    /** The weights w. */
    WEIGHTS,
    /** The two mixtures, then w. */
    BOTH
  }

  private Shards.Learned learn(Batch batch, int bands, int frames, NDArray at, Leaves leaves) {
    return shards.learn(
        batch, (gradients, part) -> learn(gradients, part, bands, frames, at, leaves));
  }

  /** Loss and gradients of a part of a batch at weights that stay as they are. */
  private Shards.Learned learn(
      GradientCollector gradients, Batch part, int bands, int frames, NDArray at, Leaves leaves) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList learning = new NDList();
      NDArray normalMixture = mixture(normal);
      NDArray reductionMixture = mixture(reduction);
      if (leaves != Leaves.WEIGHTS) {
        learning.add(normalMixture);
        learning.add(reductionMixture);
      }
      NDArray w = at;
      if (leaves != Leaves.ARCHITECTURE) {
        w = at.duplicate();
        learning.add(w);
      }
      learning.forEach(leaf -> leaf.setRequiresGradient(true));
      NDArray logits =
          supernet.forward(
              Pass.training(supernet.parameters(), w),
              input(part, bands, frames),
              normalMixture,
              reductionMixture);
      StepResult result = Losses.backward(gradients, logits, targets(part));
      return new Shards.Learned(
          result, learning.stream().map(leaf -> leaf.getGradient().toFloatArray()).toList());
    }
  }

  /** Loss and accuracy of a batch at the present mixture, without learning. */
  public StepResult evaluate(Batch batch, int bands, int frames) {
    return examine(batch, bands, frames).result();
  }

  /**
   * What a batch shows of the supernet, without learning.
   *
   * @param result loss and accuracy
   * @param growth greatest ratio, over cells, of the root mean square of what leaves a cell to that
   *     of what enters it from the last one
   */
  public record Examination(StepResult result, double growth) {}

  /** Loss, accuracy and growth of activations of a batch at the present mixture. */
  public Examination examine(Batch batch, int bands, int frames) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<Double> levels = new ArrayList<>();
      NDArray logits =
          supernet.forward(
              Pass.training(supernet.parameters(), weights),
              input(batch, bands, frames),
              mixture(normal),
              mixture(reduction),
              output -> levels.add(Math.sqrt(output.square().mean().getFloat())));
      double growth = 0;
      for (int i = 1; i < levels.size(); i++) {
        // A level that is not a number must never pass for a small one.
        double ratio = levels.get(i) / levels.get(i - 1);
        growth = Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : Math.max(growth, ratio);
      }
      return new Examination(Losses.measure(logits, targets(batch)), growth);
    }
  }

  /** Loss and accuracy of a batch by one architecture alone, at the supernet's weights. */
  public StepResult evaluate(Batch batch, int bands, int frames, Genotype genotype) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray logits =
          supernet.forward(
              Pass.training(supernet.parameters(), weights),
              input(batch, bands, frames),
              mixture(genotype.normal()),
              mixture(genotype.reduction()));
      return Losses.measure(logits, targets(batch));
    }
  }

  private static void step(CellParameters cell, Adam adam, ArchitectureLoss loss) {
    double[] flat = cell.flatten();
    adam.step(flat, loss.flatGradient());
    cell.restore(flat);
  }

  /** Chain rule from the mixture, gate times operation weight, to the parameters. */
  private ArchitectureLoss gradient(
      CellParameters cell, float[] mixtureGradient, boolean regularized) {
    double[][] p = cell.operationWeights();
    double[] gates = cell.edgeWeights();
    int[] bySource = cell.edges().bySource();
    double[][] byOperations = new double[gates.length][p[0].length];
    double[] byEdges = new double[gates.length];
    for (int column = 0; column < bySource.length; column++) {
      int e = bySource[column];
      for (int o = 0; o < p[e].length; o++) {
        double gradient = mixtureGradient[o * bySource.length + column];
        byOperations[e][o] = gates[e] * gradient;
        byEdges[e] += p[e][o] * gradient;
      }
      byEdges[e] += mixtureGradient[p[e].length * bySource.length + column];
    }
    ArchitectureLoss loss = cell.backpropagate(0, byOperations, byEdges);
    return regularized ? loss.plus(settings.method().regularizer(cell)) : loss;
  }

  /** The mixture's weights, then the gates: {@code [operations + 1, edges by source]}. */
  private NDArray mixture(CellParameters cell) {
    double[][] p = cell.operationWeights();
    double[] gates = cell.edgeWeights();
    int[] bySource = cell.edges().bySource();
    int operations = p[0].length;
    float[] values = new float[(operations + 1) * bySource.length];
    for (int column = 0; column < bySource.length; column++) {
      int e = bySource[column];
      for (int o = 0; o < operations; o++) {
        values[o * bySource.length + column] = (float) (gates[e] * p[e][o]);
      }
      values[operations * bySource.length + column] = (float) gates[e];
    }
    return manager.create(values, new Shape(operations + 1, bySource.length));
  }

  /** Ones where a discrete cell has an operation, and for the edges that it keeps. */
  private NDArray mixture(Genotype.Cell cell) {
    CellEdges edges = supernet.edges();
    int operations = space.operations().size();
    double[][] kept = new double[edges.count()][operations + 1];
    for (int node = 0; node < cell.nodes().size(); node++) {
      for (Genotype.Input in : cell.nodes().get(node).inputs()) {
        double[] edge = kept[edges.number(in.from(), node + 2)];
        edge[space.operations().indexOf(in.operation())] = 1;
        edge[operations] = 1;
      }
    }
    int[] bySource = edges.bySource();
    float[] values = new float[(operations + 1) * bySource.length];
    for (int column = 0; column < bySource.length; column++) {
      for (int row = 0; row <= operations; row++) {
        values[row * bySource.length + column] = (float) kept[bySource[column]][row];
      }
    }
    return manager.create(values, new Shape(operations + 1, bySource.length));
  }

  private NDArray input(Batch batch, int bands, int frames) {
    return manager.create(batch.features(), new Shape(batch.size(), 2, bands, frames));
  }

  private NDArray targets(Batch batch) {
    return manager.create(batch.targets(), new Shape(batch.size(), batch.classes()));
  }

  private CellParameters initial(CounterRandom random) {
    CellEdges edges = supernet.edges();
    CellParameters cell = settings.method().parameters(edges, space.operations().size());
    double[] flat = cell.flatten();
    for (int i = 0; i < flat.length; i++) {
      flat[i] = settings.initialDeviation() * random.nextGaussian();
    }
    cell.restore(flat);
    return cell;
  }

  private Adam adam(CellParameters cell) {
    return new Adam(
        cell.flatten().length,
        settings.architectureLearningRate(),
        settings.beta1(),
        settings.beta2(),
        settings.architectureWeightDecay());
  }

  @Override
  public void close() {
    shards.close();
    manager.close();
  }
}
