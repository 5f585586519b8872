package dev.argand.search.train;

import dev.argand.network.FixedArchitecture;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.cell.CostTable;
import dev.argand.network.cell.Latency;
import dev.argand.network.cell.Network;
import dev.argand.network.training.CostTerm;
import dev.argand.runtime.SettingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the network of a run within what it may cost: a limit that nothing fits is refused before
 * the start, a loss leads the search to what fits, and what was found is made narrower, and at last
 * simpler, until it does.
 */
final class Budget {
  private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
  private static final int LEAST_CHANNELS = 2;
  private static final int MOST_CHANNELS = 1024;
  private static final String LATENCY = "latency";

  private final BudgetSettings settings;
  private final boolean keepsCells;
  private final ToDoubleFunction<NetworkSpec> milliseconds;

  /** The budget of a profile; cells that are given are trained as they are. */
  static Budget of(Profile profile) {
    return new Budget(
        profile.budget(), profile.architecture().given().isPresent(), Latency::milliseconds);
  }

  /**
   * With a clock of another kind than this machine's.
   *
   * @param keepsCells whether operations stay as they are, and only channels may become fewer
   * @param milliseconds what one window takes through a network
   */
  Budget(BudgetSettings settings, boolean keepsCells, ToDoubleFunction<NetworkSpec> milliseconds) {
    this.settings = settings;
    this.keepsCells = keepsCells;
    this.milliseconds = milliseconds;
  }

  /**
   * Refuses limits below the smallest network.
   *
   * @param spec the network; where cells are not given, with any genotype of the space
   */
  void requirePossible(NetworkSpec spec) throws SettingException {
    NetworkSpec narrow = spec.withChannels(LEAST_CHANNELS);
    boolean isGiven = isGiven(spec);
    String smallest = smallest(spec);
    if (settings.maxParameters() > 0) {
      double least =
          isGiven
              ? parameters(narrow)
              : least(CostTable.parameters(narrow), spec.genotype().nodes());
      if (least > settings.maxParameters()) {
        throw new SettingException(
            "max.parameters (--max-params) must be at least %.0f, what %s has, was %d%s"
                .formatted(
                    least,
                    smallest,
                    settings.maxParameters(),
                    isGiven ? "" : "; fewer cells or nodes make it smaller"));
      }
    }
    if (settings.maxMilliseconds() > 0) {
      double least =
          isGiven
              ? milliseconds.applyAsDouble(narrow)
              : least(Latency.table(narrow), spec.genotype().nodes());
      if (least > settings.maxMilliseconds()) {
        throw new SettingException(
            "max.milliseconds (--max-ms) must be at least %.3f, what %s takes here, was %s"
                .formatted(least, smallest, settings.maxMilliseconds()));
      }
    }
    requirePossibleMultiplications(narrow);
  }

  private void requirePossibleMultiplications(NetworkSpec narrow) throws SettingException {
    double least =
        isGiven(narrow)
            ? multiplications(narrow)
            : least(CostTable.multiplications(narrow), narrow.genotype().nodes());
    if (settings.maxMultiplications() > 0 && least > settings.maxMultiplications()) {
      throw new SettingException(
          "max.multiplications must be at least %.0f, what %s takes, was %.0f"
              .formatted(least, smallest(narrow), settings.maxMultiplications()));
    }
  }

  private boolean isGiven(NetworkSpec spec) {
    return keepsCells || spec.architecture() instanceof FixedArchitecture;
  }

  private String smallest(NetworkSpec spec) {
    return isGiven(spec)
        ? "%s with %d channels"
            .formatted(
                spec.architecture() instanceof FixedArchitecture
                    ? spec.architecture().toString()
                    : "a network of these cells",
                LEAST_CHANNELS)
        : "the smallest network of this profile";
  }

  /** The cheapest choice of two inputs for every node. */
  private static double least(CostTable table, int nodes) {
    return table.fixed() + least(table.normal(), nodes) + least(table.reduction(), nodes);
  }

  private static double least(double[][] costs, int nodes) {
    CellEdges edges = new CellEdges(nodes);
    double sum = 0;
    for (int to = 2; to < nodes + 2; to++) {
      List<Double> cheapest = new ArrayList<>();
      for (int from = 0; from < to; from++) {
        cheapest.add(Arrays.stream(costs[edges.number(from, to)]).min().orElseThrow());
      }
      Collections.sort(cheapest);
      sum += cheapest.get(0) + cheapest.get(1);
    }
    return sum;
  }

  /**
   * The losses that lead a search to networks that fit; none without a limit.
   *
   * @param journal keeps what was measured, so that a search that goes on has the same losses
   */
  List<CostTerm> terms(NetworkSpec spec, Journal journal) {
    List<CostTerm> terms = new ArrayList<>();
    if (settings.maxParameters() > 0) {
      terms.add(
          new CostTerm(
              CostTable.parameters(spec), settings.maxParameters(), settings.costWeight()));
    }
    if (settings.maxMilliseconds() > 0) {
      terms.add(
          new CostTerm(measured(spec, journal), settings.maxMilliseconds(), settings.costWeight()));
    }
    if (settings.maxMultiplications() > 0) {
      terms.add(
          new CostTerm(
              CostTable.multiplications(spec),
              settings.maxMultiplications(),
              settings.costWeight()));
    }
    return terms;
  }

  private static CostTable measured(NetworkSpec spec, Journal journal) {
    if (journal.carried(LATENCY, -1) < 0) {
      CostTable table = Latency.table(spec);
      journal.carry(LATENCY, table.fixed());
      each(table.normal(), (e, o) -> journal.carry(name("n", e, o), table.normal()[e][o]));
      each(table.reduction(), (e, o) -> journal.carry(name("r", e, o), table.reduction()[e][o]));
    }
    int edges = new CellEdges(spec.genotype().nodes()).count();
    int operations = spec.genotype().space().operations().size();
    double[][] normal = new double[edges][operations];
    double[][] reduction = new double[edges][operations];
    each(normal, (e, o) -> normal[e][o] = journal.carried(name("n", e, o), 0));
    each(reduction, (e, o) -> reduction[e][o] = journal.carried(name("r", e, o), 0));
    return new CostTable(journal.carried(LATENCY, 0), normal, reduction);
  }

  private static String name(String cell, int edge, int operation) {
    return "%s.%s.%d.%d".formatted(LATENCY, cell, edge, operation);
  }

  private static void each(double[][] costs, Visitor visitor) {
    for (int e = 0; e < costs.length; e++) {
      for (int o = 0; o < costs[e].length; o++) {
        visitor.visit(e, o);
      }
    }
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(int edge, int operation);
  }

  /** The network with as many channels as are wanted, before any limit makes it narrower. */
  NetworkSpec wanted(NetworkSpec spec) {
    return settings.matchParameters() > 0 ? match(spec) : spec;
  }

  /**
   * The network with as many channels as are wanted and fit; where even the fewest do not, with
   * cheaper operations, unless its cells are given.
   */
  NetworkSpec fit(NetworkSpec spec) {
    NetworkSpec fitted = wanted(spec);
    while (isOver(fitted) && fitted.channels() > LEAST_CHANNELS) {
      fitted = fitted.withChannels(fitted.channels() - 1);
    }
    while (!isGiven(fitted) && isOver(fitted)) {
      CostTable table =
          isOverMultiplications(fitted)
              ? CostTable.multiplications(fitted)
              : CostTable.parameters(fitted);
      Genotype cheaper = cheaper(table, fitted.genotype());
      if (cheaper.equals(fitted.genotype())) {
        LOG.warn("The network stays above its limit: nothing in it can be cheaper");
        return fitted;
      }
      fitted = fitted.withArchitecture(cheaper);
    }
    if (isGiven(fitted) && isOver(fitted)) {
      LOG.warn("The network stays above its limit: it is given, and cannot be narrower");
    }
    return fitted;
  }

  private boolean isOver(NetworkSpec spec) {
    return (settings.maxParameters() > 0 && parameters(spec) > settings.maxParameters())
        || (settings.maxMilliseconds() > 0
            && milliseconds.applyAsDouble(spec) > settings.maxMilliseconds())
        || isOverMultiplications(spec);
  }

  private boolean isOverMultiplications(NetworkSpec spec) {
    return settings.maxMultiplications() > 0
        && multiplications(spec) > settings.maxMultiplications();
  }

  private static double multiplications(NetworkSpec spec) {
    return Network.of(spec).multiplications();
  }

  private NetworkSpec match(NetworkSpec spec) {
    NetworkSpec below = spec.withChannels(LEAST_CHANNELS);
    for (int channels = LEAST_CHANNELS + 1; channels <= MOST_CHANNELS; channels++) {
      NetworkSpec next = spec.withChannels(channels);
      if (parameters(next) > settings.matchParameters()) {
        long over = parameters(next) - settings.matchParameters();
        return over < settings.matchParameters() - parameters(below) ? next : below;
      }
      below = next;
    }
    return below;
  }

  /** What a network learns; more than any limit where one vector would not hold it. */
  private static long parameters(NetworkSpec spec) {
    try {
      return Network.of(spec).parameters().size();
    } catch (ArithmeticException moreThanAVector) {
      return Long.MAX_VALUE;
    }
  }

  /** The genotype with the cheapest operation where that saves most; the same if none saves. */
  private static Genotype cheaper(CostTable table, Genotype genotype) {
    Genotype best = genotype;
    double least = table.of(genotype);
    for (Genotype other : neighbours(genotype)) {
      if (table.of(other) < least) {
        least = table.of(other);
        best = other;
      }
    }
    return best;
  }

  /** Every genotype that differs in one operation. */
  private static List<Genotype> neighbours(Genotype genotype) {
    List<Genotype> all = new ArrayList<>();
    for (Genotype.Cell cell : changed(genotype.space(), genotype.normal())) {
      all.add(new Genotype(genotype.space(), cell, genotype.reduction()));
    }
    for (Genotype.Cell cell : changed(genotype.space(), genotype.reduction())) {
      all.add(new Genotype(genotype.space(), genotype.normal(), cell));
    }
    return all;
  }

  private static List<Genotype.Cell> changed(SearchSpace space, Genotype.Cell cell) {
    List<Genotype.Cell> all = new ArrayList<>();
    for (int n = 0; n < cell.nodes().size(); n++) {
      List<Genotype.Input> inputs = cell.nodes().get(n).inputs();
      for (int i = 0; i < inputs.size(); i++) {
        for (var operation : space.operations()) {
          List<Genotype.Input> others = new ArrayList<>(inputs);
          others.set(i, new Genotype.Input(operation, inputs.get(i).from()));
          List<Genotype.Node> nodes = new ArrayList<>(cell.nodes());
          nodes.set(n, new Genotype.Node(others));
          all.add(new Genotype.Cell(nodes));
        }
      }
    }
    return all;
  }
}
