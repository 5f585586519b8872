package dev.argand.search.train;

import dev.argand.network.Field;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.network.training.StepResult;
import dev.argand.search.data.LabeledClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Trains a network from scratch on all training clips. */
final class RetrainPhase {
  private RetrainPhase() {}

  /** The network of a profile, with cells that need not be its own yet where they are not given. */
  static NetworkSpec spec(Profile profile, FrontEnd frontEnd, int classes) {
    ArchitectureSettings architecture = profile.architecture();
    return architecture
        .fixed()
        .map(fixed -> fixed(profile, fixed, frontEnd, classes))
        .orElseGet(
            () ->
                ofCells(
                    profile,
                    architecture
                        .cells()
                        .orElseGet(
                            () ->
                                RandomArchitecture.any(profile.space(), profile.search().nodes())),
                    frontEnd,
                    classes));
  }

  private static NetworkSpec fixed(
      Profile profile, FixedArchitecture fixed, FrontEnd frontEnd, int classes) {
    int channels = profile.architecture().channels();
    return new NetworkSpec(
        Field.REAL,
        fixed,
        channels == 0 ? fixed.publishedChannels() : channels,
        0,
        false,
        profile.stemStride(),
        frontEnd.melBands(),
        frontEnd.frames(),
        classes,
        profile.readout(),
        profile.architecture().input());
  }

  private static NetworkSpec ofCells(
      Profile profile, Genotype genotype, FrontEnd frontEnd, int classes) {
    Profile.Retrain retrain = profile.retrain();
    return new NetworkSpec(
        profile.field(),
        genotype,
        retrain.channels(),
        retrain.cellsPerStage(),
        retrain.trailingStage(),
        profile.stemStride(),
        frontEnd.melBands(),
        frontEnd.frames(),
        classes,
        profile.readout(),
        profile.architecture().input());
  }

  /** A trained network; the caller closes it. */
  static NetworkTrainer run(
      Profile profile,
      NetworkSpec spec,
      String background,
      List<LabeledClip> training,
      BatchSource batches,
      long seed,
      Journal journal)
      throws IOException, InterruptedException {
    Profile.Retrain retrain = profile.retrain();
    Profile.Search shared = profile.search();
    NetworkTrainer.Settings settings =
        new NetworkTrainer.Settings(
            shared.momentum(),
            shared.weightDecay(),
            shared.gradientNorm(),
            profile.shards(),
            profile.polynomials());
    Lesson lesson = new Lesson(training, background, profile.backgroundShare());
    int total = retrain.epochs() * retrain.stepsPerEpoch();
    NetworkTrainer trainer =
        new NetworkTrainer(spec, settings, CounterRandom.of(seed).at("retrain"));
    try {
      PhaseJournal kept = new PhaseJournal(journal, "retrain", total, retrain.stepsPerEpoch());
      int first = kept.begin(trainer::restore);
      BatchSource.Stream stream =
          batches
          .new Stream(
              lesson,
              "retrain",
              retrain.batch(),
              new BatchSource.Softening(retrain.mixup(), retrain.labelSmoothing()),
              first);
      double loss = kept.carried("loss", 0);
      double accuracy = kept.carried("accuracy", 0);
      for (int step = first; step < total; step++) {
        double rate =
            Cosine.rate(retrain.rate(), retrain.lastRate(), retrain.warmUp(), step, total);
        StepResult seen = trainer.step(stream.next(), rate);
        double share = Math.max(0.05, 1.0 / (step + 1));
        loss += share * (seen.loss() - loss);
        accuracy += share * (seen.accuracy() - accuracy);
        kept.carry("loss", loss);
        kept.carry("accuracy", accuracy);
        kept.done(
            step + 1,
            Map.of("loss", loss, "accuracy", accuracy),
            Map.of("loss", seen.loss(), "accuracy", seen.accuracy(), "rate", rate),
            () -> PhaseJournal.EpochEnd.NONE,
            trainer::state);
      }
      return trainer;
    } catch (IOException | InterruptedException | RuntimeException e) {
      trainer.close();
      throw e;
    }
  }
}
