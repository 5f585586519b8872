package dev.argand.search.train;

import dev.argand.network.Genotype;
import dev.argand.network.OperationKind;
import dev.argand.network.training.CellParameters;
import dev.argand.network.training.Purity;
import dev.argand.search.run.RunWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tells when a search has degenerated although nothing has failed. Looks once an epoch.
 *
 * <p>Every warning has a name that is the same in all runs, and its figure: {@code
 * parameterless-share}, {@code polynomial-share}, {@code activation-growth}, {@code
 * architecture-unmoved}, {@code purity-too-slow}, {@code below-random}.
 */
final class Guards {
  /** Below this no alpha or gamma has done more than tremble. */
  private static final double UNMOVED = 0.01;

  /** A purity loss below which edges have decided: a greatest weight of about 0.9 of seven. */
  private static final double DECIDED = 0.25;

  private final Profile profile;
  private final double[][] start;

  /**
   * @param normal parameters of normal cells at the start
   * @param reduction the same of reduction cells
   */
  Guards(Profile profile, CellParameters normal, CellParameters reduction) {
    this.profile = profile;
    this.start = new double[][] {values(normal), values(reduction)};
  }

  /** What is unusual about a profile, whose epochs have their steps, before its search starts. */
  static List<RunWarning> beforeStart(Profile profile) {
    List<RunWarning> warnings = new ArrayList<>(profile.warnings());
    double reach = profile.search().reach();
    if (profile.isSearched()
        && profile.search().method().method() == Method.FORCE_DARTS
        && reach < 1) {
      warnings.add(
          warning(
              "purity-unreachable",
              reach,
              "search.architecture.rate times the steps after forcing begins is %.3g, below 1:"
                  + " edges cannot decide",
              reach));
    }
    return warnings;
  }

  /**
   * What is measured of an epoch's end.
   *
   * @param epoch from 0
   * @param genotype what the parameters stand for, without a bound on poolings and skips
   * @param growth greatest growth of activations over a cell
   * @param purityBefore purity at the end of the epoch before, NaN where there was none
   */
  record Sight(
      int epoch,
      Genotype genotype,
      CellParameters normal,
      CellParameters reduction,
      double growth,
      double purityBefore) {

    /** Mean normalised entropy of operation weights: 1 is undecided, 0 decided. */
    double purity() {
      return (Purity.ENTROPY.measure(normal) + Purity.ENTROPY.measure(reduction)) / 2;
    }
  }

  List<RunWarning> look(Sight sight) {
    List<RunWarning> warnings = new ArrayList<>();
    double parameterless = share(sight.genotype(), OperationKind::isParameterless);
    if (parameterless > profile.guards().parameterlessShare()) {
      warnings.add(
          warning(
              "parameterless-share",
              parameterless,
              "%.0f %% of the operations are poolings or skips, which learn nothing%s",
              100 * parameterless,
              profile.guards().parameterlessLimit() < GuardSettings.UNLIMITED
                  ? "; at most %d in a cell are taken"
                      .formatted(profile.guards().parameterlessLimit())
                  : ""));
    }
    double polynomial = share(sight.genotype(), OperationKind::isPolynomial);
    if (profile.field().reals() == 2 && polynomial > profile.guards().polynomialShare()) {
      warnings.add(
          warning(
              "polynomial-share",
              polynomial,
              "%.0f %% of the operations are polynomials: complex networks of many are known to"
                  + " collapse",
              100 * polynomial));
    }
    if (!(sight.growth() <= profile.guards().activationGrowth())) {
      warnings.add(
          warning(
              "activation-growth",
              sight.growth(),
              "activations grow %.3g times over one cell",
              sight.growth()));
    }
    double moved = moved(sight);
    if (moved < UNMOVED && profile.search().learnsArchitecture(sight.epoch())) {
      warnings.add(
          warning(
              "architecture-unmoved",
              moved,
              "no architecture parameter has moved by more than %.2g since the start",
              moved));
    }
    purity(sight, warnings);
    return warnings;
  }

  /** Whether forcing is on its way to a decision, by the slope of the last epoch. */
  private void purity(Sight sight, List<RunWarning> warnings) {
    Profile.Search search = profile.search();
    boolean isForced =
        search.method().method() == Method.FORCE_DARTS
            && search.isRegularized(sight.epoch())
            && sight.epoch() > 0
            && search.isRegularized(sight.epoch() - 1);
    if (!isForced || Double.isNaN(sight.purityBefore())) {
      return;
    }
    double now = sight.purity();
    double slope = now - sight.purityBefore();
    double atEnd = now + slope * (search.epochs() - 1 - sight.epoch());
    if (atEnd > DECIDED) {
      warnings.add(
          warning(
              "purity-too-slow",
              slope,
              "impurity is %.2f and changes by %.3f an epoch: it ends at about %.2f, above %.2f;"
                  + " raise search.architecture.rate or the number of steps",
              now,
              slope,
              Math.max(0, atEnd),
              DECIDED));
    }
  }

  /**
   * Compares the found architecture with random ones, each alone in the supernet.
   *
   * @param found accuracy of the found one
   * @param random accuracies of the others, on the same examples
   */
  static List<RunWarning> compare(double found, double[] random) {
    double mean = 0;
    for (double accuracy : random) {
      mean += accuracy / random.length;
    }
    double variance = 0;
    for (double accuracy : random) {
      variance += (accuracy - mean) * (accuracy - mean) / Math.max(1, random.length - 1);
    }
    double least = mean - 3 * Math.sqrt(variance);
    if (random.length < 2 || found >= least) {
      return List.of();
    }
    return List.of(
        warning(
            "below-random",
            found,
            "accuracy in the supernet is %.3f; %d random architectures have %.3f, and three"
                + " deviations below that is %.3f",
            found,
            random.length,
            mean,
            least));
  }

  /** Whether the search is to stop: skips take over, of which more training makes more. */
  boolean stops(Genotype genotype) {
    long skips = operations(genotype.normal()).filter(kind -> kind == OperationKind.SKIP).count();
    return profile.guards().stopSkips() > 0 && skips >= profile.guards().stopSkips();
  }

  /** Share of both cells' operations. */
  static double share(Genotype genotype, Predicate<OperationKind> which) {
    List<OperationKind> all =
        Stream.of(genotype.normal(), genotype.reduction()).flatMap(Guards::operations).toList();
    return (double) all.stream().filter(which).count() / all.size();
  }

  private static Stream<OperationKind> operations(Genotype.Cell cell) {
    return cell.nodes().stream()
        .flatMap(node -> node.inputs().stream())
        .map(Genotype.Input::operation);
  }

  private double moved(Sight sight) {
    double greatest = 0;
    double[][] now = {values(sight.normal()), values(sight.reduction())};
    for (int cell = 0; cell < now.length; cell++) {
      for (int i = 0; i < now[cell].length; i++) {
        greatest = Math.max(greatest, Math.abs(now[cell][i] - start[cell][i]));
      }
    }
    return greatest;
  }

  private static double[] values(CellParameters cell) {
    return Stream.concat(Stream.of(cell.alpha()), Stream.of(cell.gamma()))
        .flatMapToDouble(java.util.Arrays::stream)
        .toArray();
  }

  /**
   * What the bundle says of its false alarms, where they are more than were allowed: labels whose
   * scores of background are as good as certain.
   *
   * @param counted alarms an hour that thresholds let through
   */
  static Optional<RunWarning> falseAlarms(Profile profile, double counted) {
    return counted <= profile.falseAlarmsAnHour()
        ? Optional.empty()
        : Optional.of(
            warning(
                "false-alarms",
                counted,
                "thresholds let %.1f false alarms an hour through, where false.alarms.hour = %s:"
                    + " the network is as sure of some background as it can be; it needs more"
                    + " background to learn from, or a greater background.share",
                counted,
                profile.falseAlarmsAnHour()));
  }

  private static RunWarning warning(String name, double figure, String format, Object... values) {
    return new RunWarning(name, figure, String.format(Locale.ROOT, format, values));
  }
}
