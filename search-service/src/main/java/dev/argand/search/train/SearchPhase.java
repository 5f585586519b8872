package dev.argand.search.train;

import dev.argand.network.Genotype;
import dev.argand.network.cell.Supernet;
import dev.argand.network.training.Batch;
import dev.argand.network.training.CostTerm;
import dev.argand.network.training.StepResult;
import dev.argand.network.training.SupernetTrainer;
import dev.argand.search.data.LabeledClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A differentiable search: from the training clips to a genotype. */
final class SearchPhase {
  private SearchPhase() {}

  static Genotype run(
      Profile profile,
      FrontEnd frontEnd,
      List<String> labels,
      String background,
      List<LabeledClip> training,
      BatchSource batches,
      List<CostTerm> costs,
      long seed,
      Journal journal)
      throws IOException, InterruptedException {
    Profile.Search search = profile.search();
    Optional<Genotype> given = profile.architecture().cells();
    if (given.isPresent()) {
      return given.get();
    }
    CounterRandom random = CounterRandom.of(seed).at("search");
    if (search.method().method() == Method.RANDOM) {
      return RandomArchitecture.draw(profile.space(), search.nodes(), random.at("architecture"));
    }
    Halves halves = Halves.of(training, random.at("halves"));
    Lesson forWeights = new Lesson(halves.weights(), background, profile.backgroundShare());
    Lesson forArchitecture =
        new Lesson(halves.architecture(), background, profile.backgroundShare());
    Supernet.Spec spec = supernet(profile, labels.size());
    int total = search.epochs() * search.stepsPerEpoch();
    PhaseJournal kept = new PhaseJournal(journal, "search", total, search.stepsPerEpoch());
    try (SupernetTrainer trainer = new SupernetTrainer(spec, settings(profile, costs), random)) {
      SearchWatch watch = new SearchWatch(profile, frontEnd, trainer, costs, kept);
      int first = kept.begin(trainer::restore);
      watch.begin(
          batches
          .new Stream(
              forArchitecture,
              "search.watch",
              search.batch(),
              BatchSource.Softening.NONE,
              first / search.stepsPerEpoch()),
          random.at("watch"));
      BatchSource.Stream weights =
          batches
          .new Stream(forWeights, "search.w", search.batch(), BatchSource.Softening.NONE, first);
      BatchSource.Stream architecture =
          batches
          .new Stream(
              forArchitecture,
              "search.a",
              search.batch(),
              BatchSource.Softening.NONE,
              Math.max(first, search.firstArchitectureStep()));
      for (int step = first; step < total && !watch.stops(step); step++) {
        int epoch = step / search.stepsPerEpoch();
        double rate = Cosine.rate(search.rate(), search.lastRate(), 0, step, total);
        Batch lesson = weights.next();
        StepResult seen =
            search.learnsArchitecture(epoch)
                ? architectureStep(
                    trainer,
                    architecture.next(),
                    lesson,
                    frontEnd,
                    rate,
                    search.method().order(),
                    search.isRegularized(epoch))
                : null;
        StepResult learned =
            trainer.weightStep(lesson, frontEnd.melBands(), frontEnd.frames(), rate);
        kept.done(
            step + 1,
            watch.values(seen),
            Map.of("weightLoss", learned.loss(), "weightAccuracy", learned.accuracy()),
            () -> watch.epochEnd(epoch),
            trainer::state);
      }
      return trainer.genotype();
    }
  }

  /**
   * Moves alphas and gammas.
   *
   * @param lesson the batch of the weight step that follows, at the rate
   */
  private static StepResult architectureStep(
      SupernetTrainer trainer,
      Batch batch,
      Batch lesson,
      FrontEnd frontEnd,
      double rate,
      SearchOrder order,
      boolean regularized) {
    int bands = frontEnd.melBands();
    int frames = frontEnd.frames();
    return switch (order) {
      case FIRST -> trainer.architectureStep(batch, bands, frames, regularized);
      case SECOND -> trainer.architectureStepAhead(batch, lesson, bands, frames, rate, regularized);
    };
  }

  /** The supernet of a profile. */
  static Supernet.Spec supernet(Profile profile, int classes) {
    Profile.Search search = profile.search();
    return new Supernet.Spec(
        profile.field(),
        profile.space(),
        search.channels(),
        search.cellsPerStage(),
        search.nodes(),
        search.stemStride(),
        classes,
        profile.readout(),
        search.partialChannels(),
        Supernet.Spec.ALL_CELLS,
        profile.architecture().input());
  }

  private static SupernetTrainer.Settings settings(Profile profile, List<CostTerm> costs) {
    Profile.Search search = profile.search();
    return new SupernetTrainer.Settings(
        search.architectureRate(),
        search.beta1(),
        search.beta2(),
        search.architectureDecay(),
        search.momentum(),
        search.weightDecay(),
        search.gradientNorm(),
        search.method().differentiable(),
        search.method().initialDeviation(),
        profile.guards().parameterlessLimit(),
        profile.shards(),
        costs,
        profile.polynomials());
  }
}
