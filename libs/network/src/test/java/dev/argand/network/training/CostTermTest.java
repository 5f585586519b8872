package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.cell.CostTable;
import dev.argand.signal.CounterRandom;
import dev.argand.testkit.CentralDifference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CostTermTest {
  private static final CellEdges EDGES = new CellEdges(3);
  private static final CostTable TABLE =
      CostTable.parameters(
          new NetworkSpec(
              Field.COMPLEX,
              Genotype.parse(
                  "SS1 normal[skip<0 skip<1 | skip<0 skip<1 | skip<0 skip<1]"
                      + " reduction[skip<0 skip<1 | skip<0 skip<1 | skip<0 skip<1]"),
              4,
              1,
              false,
              1,
              16,
              16,
              4,
              Readout.MODULUS));

  static Stream<SearchMethod> methods() {
    return Stream.of(
        new Darts(), new FairDarts(10, 0.85, 1), new ForceDarts(20, Purity.ENTROPY, 0));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void gradient_equalsCentralDifferences(SearchMethod method) {
    CellParameters normal = random(method, 1);
    CellParameters reduction = random(method, 2);
    CostTerm term = new CostTerm(TABLE, 1000, 2);
    CentralDifference.check(
        values -> {
          CellParameters moved = method.parameters(EDGES, 7);
          moved.restore(values);
          return term.loss(moved, reduction, true).value();
        },
        normal.flatten(),
        term.loss(normal, reduction, true).flatGradient(),
        1e-5,
        1e-6,
        1e-8);
    CentralDifference.check(
        values -> {
          CellParameters moved = method.parameters(EDGES, 7);
          moved.restore(values);
          return term.loss(normal, moved, false).value();
        },
        reduction.flatten(),
        term.loss(normal, reduction, false).flatGradient(),
        1e-5,
        1e-6,
        1e-8);
  }

  /** Of cells that have decided, what is expected is what the discrete network costs. */
  @Test
  void expected_ofDecidedCells_isTheCostOfTheirNetwork() {
    SearchMethod method = new ForceDarts(20, Purity.ENTROPY, 0);
    CellParameters normal = decided(method, 3);
    CellParameters reduction = decided(method, 4);
    Genotype genotype =
        new Genotype(
            SearchSpace.SS1,
            method.discretize(normal, SearchSpace.SS1),
            method.discretize(reduction, SearchSpace.SS1));
    CostTerm term = new CostTerm(TABLE, 1, 1);
    assertThat(term.expected(normal, reduction)).isCloseTo(TABLE.of(genotype), within(1e-6));
  }

  @Test
  void loss_belowTheLimit_isNone() {
    SearchMethod method = new Darts();
    CellParameters cell = random(method, 5);
    CostTerm term = new CostTerm(TABLE, 1e9, 1);
    assertThat(term.loss(cell, cell, true).value()).isZero();
    assertThat(term.loss(cell, cell, true).flatGradient()).containsOnly(0);
  }

  @Test
  void descent_reachesTheLimit() {
    SearchMethod method = new ForceDarts(20, Purity.ENTROPY, 0);
    CellParameters normal = random(method, 6);
    CellParameters reduction = random(method, 7);
    double before = new CostTerm(TABLE, 1, 1).expected(normal, reduction);
    CostTerm term = new CostTerm(TABLE, 0.7 * before, 1);
    Adam first = new Adam(normal.flatten().length, 0.03, 0.5, 0.999, 0);
    Adam second = new Adam(normal.flatten().length, 0.03, 0.5, 0.999, 0);
    for (int step = 0; step < 200; step++) {
      double[] gradient = term.loss(normal, reduction, true).flatGradient();
      double[] other = term.loss(normal, reduction, false).flatGradient();
      step(first, normal, gradient);
      step(second, reduction, other);
    }
    assertThat(term.expected(normal, reduction)).isLessThan(0.75 * before);
  }

  @Test
  void limit_thatIsNone_isRefused() {
    assertThatThrownBy(() -> new CostTerm(TABLE, 0, 1))
        .hasMessage("limit must be positive, was 0.0");
  }

  private static void step(Adam adam, CellParameters cell, double[] gradient) {
    double[] flat = cell.flatten();
    adam.step(flat, gradient);
    cell.restore(flat);
  }

  private static CellParameters decided(SearchMethod method, int seed) {
    CellParameters cell = random(method, seed);
    double[] flat = cell.flatten();
    for (int i = 0; i < flat.length; i++) {
      flat[i] *= 200;
    }
    cell.restore(flat);
    // All gates shut but the two that win, which are equally open.
    Discretization.of(method, cell)
        .keptEdges()
        .forEach(
            kept -> {
              for (int e : kept) {
                cell.gamma()[e] = 1e3;
              }
            });
    for (int e = 0; e < cell.gamma().length; e++) {
      cell.gamma()[e] = cell.gamma()[e] == 1e3 ? 60 : -60;
    }
    return cell;
  }

  private static CellParameters random(SearchMethod method, int seed) {
    CellParameters cell = method.parameters(EDGES, 7);
    CounterRandom random = CounterRandom.of(seed);
    double[] values = cell.flatten();
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    cell.restore(values);
    return cell;
  }
}
