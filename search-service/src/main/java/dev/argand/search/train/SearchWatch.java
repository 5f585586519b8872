package dev.argand.search.train;

import dev.argand.network.Genotype;
import dev.argand.network.OperationKind;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.training.Batch;
import dev.argand.network.training.CellParameters;
import dev.argand.network.training.CostTerm;
import dev.argand.network.training.SearchMethod;
import dev.argand.network.training.StepResult;
import dev.argand.network.training.SupernetTrainer;
import dev.argand.search.run.EdgeState;
import dev.argand.search.run.RunWarning;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a search on its way: what each step shows, and at an epoch's end the cells, a batch that
 * nothing learns from, the expected cost and the guards.
 */
final class SearchWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SearchWatch.class);
  private static final String PURITY = "purity";

  /** Batches on which the found and the random architectures are compared. */
  private static final int COMPARED = 3;

  private final Profile profile;
  private final FrontEnd frontEnd;
  private final SupernetTrainer trainer;
  private final SearchMethod method;
  private final List<CostTerm> costs;
  private final PhaseJournal kept;
  private final Guards guards;
  private BatchSource.@Nullable Stream batches;
  private @Nullable CounterRandom random;

  /** Of a trainer at its start. */
  SearchWatch(
      Profile profile,
      FrontEnd frontEnd,
      SupernetTrainer trainer,
      List<CostTerm> costs,
      PhaseJournal kept) {
    this.profile = profile;
    this.frontEnd = frontEnd;
    this.trainer = trainer;
    this.method = profile.search().method().differentiable();
    this.costs = costs;
    this.kept = kept;
    this.guards = new Guards(profile, trainer.normal(), trainer.reduction());
  }

  /**
   * Begins, or goes on.
   *
   * @param stream a batch for each epoch's end, and some at the last
   * @param place where random architectures are drawn
   */
  void begin(BatchSource.Stream stream, CounterRandom place) {
    batches = stream;
    random = place;
  }

  /** Whether the search stops early, after so many steps. */
  boolean stops(int step) {
    return step > 0
        && step % profile.search().stepsPerEpoch() == 0
        && guards.stops(trainer.genotype(Integer.MAX_VALUE));
  }

  /**
   * What a step shows.
   *
   * @param seen of the half that alphas learn from; null while only weights learn
   */
  Map<String, Double> values(@Nullable StepResult seen) {
    Map<String, Double> values = new TreeMap<>();
    if (seen != null) {
      values.put("loss", seen.loss());
      values.put("accuracy", seen.accuracy());
    }
    values.put(
        "maxAlpha",
        (trainer.normal().meanGreatestWeight() + trainer.reduction().meanGreatestWeight()) / 2);
    values.put("gap", (method.gap(trainer.normal()) + method.gap(trainer.reduction())) / 2);
    return values;
  }

  PhaseJournal.EpochEnd epochEnd(int epoch) throws IOException, InterruptedException {
    Genotype genotype = trainer.genotype();
    Genotype unlimited = trainer.genotype(Integer.MAX_VALUE);
    SupernetTrainer.Examination seen =
        trainer.examine(batch(), frontEnd.melBands(), frontEnd.frames());
    Guards.Sight sight =
        new Guards.Sight(
            epoch,
            unlimited,
            trainer.normal(),
            trainer.reduction(),
            seen.growth(),
            kept.carried(PURITY, Double.NaN));
    kept.carry(PURITY, sight.purity());
    List<RunWarning> warnings = new ArrayList<>(guards.look(sight));
    boolean isLast =
        epoch == profile.search().epochs() - 1
            || stops((epoch + 1) * profile.search().stepsPerEpoch());
    if (isLast && profile.guards().randomArchitectures() > 0) {
      warnings.addAll(compare(genotype));
    }
    warnings.forEach(warning -> LOG.warn("Epoch {}: {}", epoch + 1, warning.text()));
    Map<String, Double> values = new TreeMap<>();
    values.put("parameterlessShare", Guards.share(unlimited, OperationKind::isParameterless));
    values.put("validationLoss", seen.result().loss());
    values.put("validationAccuracy", seen.result().accuracy());
    values.put("activationGrowth", seen.growth());
    values.put(PURITY, sight.purity());
    for (CostTerm cost : costs) {
      values.put(
          "expectedCostShare",
          Math.max(
              values.getOrDefault("expectedCostShare", 0.0),
              cost.expected(trainer.normal(), trainer.reduction()) / cost.limit()));
    }
    Map<String, Double> told = new TreeMap<>();
    warnings.forEach(warning -> told.put("warning." + warning.name(), warning.figure()));
    values.putAll(told);
    return new PhaseJournal.EpochEnd(
        values,
        told,
        Map.of(
            "genotype",
            genotype.toString(),
            "warnings",
            warnings.stream().map(RunWarning::text).toList()),
        edges(profile.space()));
  }

  /** The found architecture and random ones, each alone in the supernet, on the same batches. */
  private List<RunWarning> compare(Genotype found) throws IOException, InterruptedException {
    List<Batch> same = new ArrayList<>();
    for (int i = 0; i < COMPARED; i++) {
      same.add(batch());
    }
    double[] accuracies = new double[profile.guards().randomArchitectures()];
    for (int i = 0; i < accuracies.length; i++) {
      CounterRandom place = Objects.requireNonNull(random).at(i);
      accuracies[i] =
          accuracy(RandomArchitecture.draw(profile.space(), profile.search().nodes(), place), same);
    }
    return Guards.compare(accuracy(found, same), accuracies);
  }

  private double accuracy(Genotype genotype, List<Batch> examples) {
    return examples.stream()
        .mapToDouble(
            batch ->
                trainer
                    .evaluate(batch, frontEnd.melBands(), frontEnd.frames(), genotype)
                    .accuracy())
        .average()
        .orElseThrow();
  }

  private Batch batch() throws IOException, InterruptedException {
    return Objects.requireNonNull(batches).next();
  }

  private List<EdgeState> edges(SearchSpace space) {
    List<EdgeState> edges = new ArrayList<>();
    add("normal", trainer.normal(), space, edges);
    add("reduction", trainer.reduction(), space, edges);
    return edges;
  }

  private static void add(
      String name, CellParameters cell, SearchSpace space, List<EdgeState> edges) {
    double[][] operations = cell.operationWeights();
    double[] gates = cell.edgeWeights();
    for (CellEdges.Edge edge : cell.edges().edges()) {
      int number = cell.edges().number(edge.from(), edge.to());
      Map<String, Double> weights = new TreeMap<>();
      for (int o = 0; o < space.operations().size(); o++) {
        weights.put(space.operations().get(o).code(), operations[number][o]);
      }
      edges.add(new EdgeState(name, edge.from(), edge.to(), gates[number], weights));
    }
  }
}
