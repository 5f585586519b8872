package dev.argand.search.train;

import dev.argand.network.Genotype;
import dev.argand.network.OperationKind;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.cell.Supernet;
import dev.argand.network.training.CellParameters;
import dev.argand.network.training.SearchMethod;
import dev.argand.network.training.StepResult;
import dev.argand.network.training.SupernetTrainer;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.run.EdgeState;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A differentiable search: from the training clips to a genotype. */
final class SearchPhase {
  private static final Logger LOG = LoggerFactory.getLogger(SearchPhase.class);

  private SearchPhase() {}

  static Genotype run(
      Profile profile,
      FrontEnd frontEnd,
      List<String> labels,
      String background,
      List<LabeledClip> training,
      BatchSource batches,
      long seed,
      Journal journal)
      throws IOException, InterruptedException {
    Profile.Search search = profile.search();
    if (search.method().method() == Method.FORCE_DARTS && search.reach() < 1) {
      LOG.warn(
          "architecture rate x steps after forcing begins is {}, below 1: alphas cannot become pure",
          search.reach());
    }
    CounterRandom random = CounterRandom.of(seed).at("search");
    if (search.method().method() == Method.RANDOM) {
      return RandomArchitecture.draw(profile.space(), search.nodes(), random.at("architecture"));
    }
    Halves halves = Halves.of(training, random.at("halves"));
    Lesson forWeights = new Lesson(halves.weights(), background, profile.backgroundShare());
    Lesson forArchitecture =
        new Lesson(halves.architecture(), background, profile.backgroundShare());
    Supernet.Spec spec =
        new Supernet.Spec(
            profile.field(),
            profile.space(),
            search.channels(),
            search.cellsPerStage(),
            search.nodes(),
            search.stemStride(),
            labels.size(),
            profile.readout(),
            search.partialChannels(),
            Supernet.Spec.ALL_CELLS);
    SearchMethod method = search.method().differentiable();
    int total = search.epochs() * search.stepsPerEpoch();
    PhaseJournal kept = new PhaseJournal(journal, "search", total, search.stepsPerEpoch());
    try (SupernetTrainer trainer = new SupernetTrainer(spec, settings(search), random)) {
      int first = kept.begin(trainer::restore);
      BatchSource.Stream weights =
          batches.new Stream(forWeights, "search.w", search.batch(), 0, first);
      BatchSource.Stream architecture =
          batches.new Stream(forArchitecture, "search.a", search.batch(), 0, first);
      for (int step = first; step < total; step++) {
        int epoch = step / search.stepsPerEpoch();
        StepResult seen =
            trainer.architectureStep(
                architecture.next(),
                frontEnd.melBands(),
                frontEnd.frames(),
                search.isRegularized(epoch));
        double rate = Cosine.rate(search.rate(), search.lastRate(), 0, step, total);
        StepResult learned =
            trainer.weightStep(weights.next(), frontEnd.melBands(), frontEnd.frames(), rate);
        kept.done(
            step + 1,
            values(method, trainer, seen),
            Map.of("weightLoss", learned.loss(), "weightAccuracy", learned.accuracy()),
            () -> epochEnd(trainer, profile.space()),
            trainer::state);
      }
      return trainer.genotype();
    }
  }

  private static Map<String, Double> values(
      SearchMethod method, SupernetTrainer trainer, StepResult seen) {
    return Map.of(
        "loss",
        seen.loss(),
        "accuracy",
        seen.accuracy(),
        "maxAlpha",
        (trainer.normal().meanGreatestWeight() + trainer.reduction().meanGreatestWeight()) / 2,
        "gap",
        (method.gap(trainer.normal()) + method.gap(trainer.reduction())) / 2);
  }

  private static PhaseJournal.EpochEnd epochEnd(SupernetTrainer trainer, SearchSpace space) {
    Genotype genotype = trainer.genotype();
    return new PhaseJournal.EpochEnd(
        Map.of("parameterlessShare", parameterlessShare(genotype)),
        Map.of("genotype", genotype.toString()),
        edges(trainer, space));
  }

  /** Share of both cells' inputs whose operation learns nothing at stride 1. */
  private static double parameterlessShare(Genotype genotype) {
    List<OperationKind> operations =
        Stream.of(genotype.normal(), genotype.reduction())
            .flatMap(cell -> cell.nodes().stream())
            .flatMap(node -> node.inputs().stream())
            .map(Genotype.Input::operation)
            .toList();
    long parameterless = operations.stream().filter(OperationKind::isParameterless).count();
    return (double) parameterless / operations.size();
  }

  private static List<EdgeState> edges(SupernetTrainer trainer, SearchSpace space) {
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

  private static SupernetTrainer.Settings settings(Profile.Search search) {
    return new SupernetTrainer.Settings(
        search.architectureRate(),
        search.beta1(),
        search.beta2(),
        search.architectureDecay(),
        search.momentum(),
        search.weightDecay(),
        search.gradientNorm(),
        search.method().differentiable(),
        search.method().initialDeviation());
  }
}
