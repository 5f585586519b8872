package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.network.Genotype;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.layer.Golden;
import dev.argand.signal.CounterRandom;
import dev.argand.testkit.CentralDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, gradients, discretisation and gap of the three methods, in float64. */
class SearchMethodTest {
  private static final Offset<Double> EXACT = within(1e-10);
  private static final Darts DARTS = new Darts();
  private static final FairDarts FAIR = new FairDarts(10, 0.85, 1);
  private static final ForceDarts FORCE = new ForceDarts(20, Purity.ENTROPY, 0);
  private static final Map<String, SearchMethod> METHODS =
      Map.of("darts", DARTS, "fairdarts", FAIR, "forcedarts", FORCE);

  static Stream<JsonNode> cases() {
    return Golden.cases("search-losses.json").stream();
  }

  static Stream<SearchMethod> methods() {
    return Stream.of(
        DARTS,
        FAIR,
        FORCE,
        new ForceDarts(20, Purity.GINI, 0),
        new ForceDarts(3, Purity.ENTROPY, 5));
  }

  @Test
  void discretize_withABoundOnWhatLearnsNothing_replacesThoseThatLeadByLeast() {
    SearchSpace space = SearchSpace.SS1;
    CellEdges edges = new CellEdges(2);
    CellParameters cell = FORCE.parameters(edges, 7);
    // Order of SS1: sep3, sep5, dil3, dil5, max3, avg3, skip. Gates keep 0 and 1, then 0 and 2.
    cell.gamma()[edges.number(2, 3)] = 1;
    cell.gamma()[edges.number(0, 3)] = 1;
    set(cell, edges.number(0, 2), 6, 3.0, 1, 2.0);
    set(cell, edges.number(1, 2), 4, 3.0, 2, 2.9);
    set(cell, edges.number(0, 3), 5, 3.0, 0, 0.5);
    set(cell, edges.number(2, 3), 3, 3.0, 6, 2.0);
    assertThat(FORCE.discretize(cell, space).toString()).isEqualTo("skip<0 max3<1 | avg3<0 dil5<2");
    assertThat(FORCE.discretize(cell, space, 3)).isEqualTo(FORCE.discretize(cell, space));
    assertThat(FORCE.discretize(cell, space, 2).toString())
        .isEqualTo("skip<0 dil3<1 | avg3<0 dil5<2");
    assertThat(FORCE.discretize(cell, space, 1).toString())
        .isEqualTo("sep5<0 dil3<1 | avg3<0 dil5<2");
    assertThat(FORCE.discretize(cell, space, 0).toString())
        .isEqualTo("sep5<0 dil3<1 | sep3<0 dil5<2");
  }

  @Test
  void discretize_withABound_keepsNoOperationOfAnEdgeTwice() {
    FairDarts several = new FairDarts(10, 0.5, 2);
    CellEdges edges = new CellEdges(1);
    CellParameters cell = several.parameters(edges, 7);
    set(cell, 0, 6, 3.0, 1, 2.0);
    set(cell, 1, 4, 3.0, 6, 2.0);
    for (int e = 0; e < 2; e++) {
      cell.alpha()[e][0] = -1;
      cell.alpha()[e][2] = -2;
      cell.alpha()[e][3] = -3;
    }
    assertThat(several.discretize(cell, SearchSpace.SS1, 0).nodes().get(0).inputs())
        .extracting(input -> input.operation().code() + "<" + input.from())
        .doesNotHaveDuplicates()
        .allMatch(text -> !text.startsWith("max") && !text.startsWith("skip"));
  }

  private static void set(
      CellParameters cell, int edge, int first, double one, int second, double other) {
    cell.alpha()[edge][first] = one;
    cell.alpha()[edge][second] = other;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void losses_matchReference(JsonNode golden) {
    CellParameters cell = cell(FORCE, golden);
    assertThat(Purity.ENTROPY.loss(cell).value()).isCloseTo(number(golden, "purityEntropy"), EXACT);
    assertThat(Purity.GINI.loss(cell).value()).isCloseTo(number(golden, "purityGini"), EXACT);
    assertThat(MultiHot.loss(cell).value()).isCloseTo(number(golden, "multiHot"), EXACT);
    assertThat(FORCE.multiHotWeight(cell.edges())).isCloseTo(number(golden, "wMultiHot"), EXACT);
    assertThat(ZeroOne.loss(cell(FAIR, golden)).value())
        .isCloseTo(number(golden, "zeroOneSumOfAlphaAndGammaMeans"), EXACT);
    assertThat(FAIR.regularizer(cell(FAIR, golden)).value())
        .isCloseTo(10 * number(golden, "zeroOneSumOfAlphaAndGammaMeans"), EXACT);
    double[] gates = cell.edgeWeights();
    List<int[]> inputs = cell.inputsOfNodes();
    for (int n = 0; n < inputs.size(); n++) {
      assertThat(MultiHot.ofNode(gates, inputs.get(n), new double[gates.length], 1))
          .isCloseTo(golden.get("multiHotPerNode").get(n).doubleValue(), EXACT);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void regularizer_matchesReferenceWithItsGradient(JsonNode golden) {
    assertThat(golden.get("wPurity").doubleValue()).isEqualTo(FORCE.purityWeight());
    ArchitectureLoss loss = FORCE.regularizer(cell(FORCE, golden));
    assertThat(loss.value()).isCloseTo(number(golden, "regularizer"), EXACT);
    double[] alphaGradient = Golden.doubles(golden.get("dAlpha").get("values"));
    double[] gammaGradient = Golden.doubles(golden.get("dGamma").get("values"));
    for (int i = 0; i < alphaGradient.length; i++) {
      assertThat(loss.alphaGradient()[i / 7][i % 7]).isCloseTo(alphaGradient[i], EXACT);
    }
    for (int i = 0; i < gammaGradient.length; i++) {
      assertThat(loss.gammaGradient()[i]).isCloseTo(gammaGradient[i], EXACT);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void discretization_matchesReference(JsonNode golden) {
    METHODS.forEach(
        (name, method) -> {
          CellParameters cell = cell(method, golden);
          assertThat(method.gap(cell))
              .as(name)
              .isCloseTo(golden.get("gap").get(name).doubleValue(), EXACT);
          List<Integer> kept = new ArrayList<>();
          Discretization.of(method, cell)
              .keptEdges()
              .forEach(edges -> Arrays.stream(edges).forEach(kept::add));
          List<Integer> expected = new ArrayList<>();
          golden.get("keptEdges").get(name).forEach(edge -> expected.add(edge.intValue()));
          assertThat(kept).as(name).isEqualTo(expected);
        });
  }

  @ParameterizedTest
  @MethodSource("methods")
  void gradients_equalCentralDifferences(SearchMethod method) {
    CellParameters cell = random(method, 3, 5);
    double[] at = cell.flatten();
    CentralDifference.check(
        values -> {
          CellParameters moved = method.parameters(cell.edges(), 5);
          moved.restore(values);
          return method.regularizer(moved).value();
        },
        at,
        method.regularizer(cell).flatGradient(),
        1e-5,
        1e-6,
        1e-8);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void activations_competeOrStandAlone(SearchMethod method) {
    CellParameters cell = random(method, 4, 7);
    for (double[] row : cell.operationWeights()) {
      assertThat(Arrays.stream(row).allMatch(w -> w > 0 && w < 1)).isTrue();
      if (method.operationActivation() == Activation.SOFTMAX) {
        assertThat(Arrays.stream(row).sum()).isCloseTo(1, EXACT);
      }
    }
    double[] gates = cell.edgeWeights();
    for (int[] inputs : cell.inputsOfNodes()) {
      double sum = Arrays.stream(inputs).mapToDouble(e -> gates[e]).sum();
      if (method.edgeActivation() == Activation.SOFTMAX) {
        assertThat(sum).isCloseTo(1, EXACT);
      } else {
        assertThat(gates[inputs[0]]).isCloseTo(1 / (1 + Math.exp(-cell.gamma()[inputs[0]])), EXACT);
      }
    }
  }

  @Test
  void edges_areNumberedByTargetThenSource() {
    JsonNode golden = Golden.cases("search-losses.json").get(0);
    List<CellEdges.Edge> edges = new CellEdges(golden.get("nodes").intValue()).edges();
    for (int e = 0; e < edges.size(); e++) {
      assertThat(edges.get(e).from()).isEqualTo(golden.get("edges").get(e).get(0).intValue());
      assertThat(edges.get(e).to()).isEqualTo(golden.get("edges").get(e).get(1).intValue());
      assertThat(
              new CellEdges(golden.get("nodes").intValue())
                  .number(edges.get(e).from(), edges.get(e).to()))
          .isEqualTo(e);
    }
  }

  @Test
  void purity_isOneWhenUniformAndZeroWhenDecided() {
    for (Purity purity : Purity.values()) {
      CellParameters cell = FORCE.parameters(new CellEdges(3), 7);
      assertThat(purity.loss(cell).value()).isCloseTo(1, EXACT);
      for (double[] row : cell.alpha()) {
        row[2] = 60;
      }
      assertThat(purity.loss(cell).value()).isCloseTo(0, EXACT);
    }
  }

  @Test
  void multiHot_ofANodeWithTwoInputs_isZero() {
    CellParameters cell = FORCE.parameters(new CellEdges(1), 7);
    assertThat(MultiHot.loss(cell).value()).isZero();
    assertThat(MultiHot.loss(cell).gammaGradient()).containsOnly(0);
  }

  @Test
  void gateSum_isZeroWhereTwoGatesAreOpen_andOpensTheOnlyTwoInputs() {
    CellParameters cell = FORCE.parameters(new CellEdges(2), 7);
    Arrays.fill(cell.gamma(), 60);
    cell.gamma()[3] = -60;
    assertThat(GateSum.loss(cell).value()).isCloseTo(0, EXACT);
    Arrays.fill(cell.gamma(), 0);
    assertThat(GateSum.loss(cell).gammaGradient()[0]).isNegative();
  }

  @Test
  void gap_ofUniformEdgesAndOpenGates_isTheKnownValue() {
    CellParameters cell = FORCE.parameters(new CellEdges(3), 7);
    // Six retained edges at (6/7 + 6 * 1/7) / 7 = 0.245, three nodes at 0.5 each.
    assertThat(FORCE.gap(cell)).isCloseTo((6 * 12.0 / 49 + 3 * 0.5) / 9, EXACT);
    // All sigmoids at 0.5 are as far from 0 as from 1.
    assertThat(FAIR.gap(FAIR.parameters(new CellEdges(3), 7))).isEqualTo(0.5);
  }

  @Test
  void fairDarts_keepsWhatIsAboveTheThreshold_orElseTheStrongest() {
    FairDarts two = new FairDarts(10, 0.6, 2);
    assertThat(two.keptOperations(new double[] {0.7, 0.9, 0.2, 0.8})).containsExactly(1, 3);
    assertThat(two.keptOperations(new double[] {0.1, 0.61, 0.2})).containsExactly(1);
    assertThat(two.keptOperations(new double[] {0.1, 0.3, 0.5})).containsExactly(2);
    CellParameters cell = two.parameters(new CellEdges(1), 7);
    cell.alpha()[0][0] = 3;
    cell.alpha()[0][6] = 2;
    Genotype.Cell made = two.discretize(cell, SearchSpace.SS1);
    assertThat(made).hasToString("sep3<0 skip<0 sep3<1");
  }

  @Test
  void hyperParameters_outOfBounds_areNamed() {
    assertThatThrownBy(() -> new FairDarts(10, 1.5, 1))
        .hasMessage("threshold must be in [0, 1], was 1.5");
    assertThatThrownBy(() -> new ForceDarts(-1, Purity.GINI, 0))
        .hasMessage("purityWeight must be at least 0, was -1.0");
  }

  private static double number(JsonNode golden, String name) {
    return golden.get(name).doubleValue();
  }

  private static CellParameters random(SearchMethod method, int nodes, int operations) {
    CellParameters cell = method.parameters(new CellEdges(nodes), operations);
    CounterRandom random = CounterRandom.of(nodes);
    double[] values = cell.flatten();
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextGaussian();
    }
    cell.restore(values);
    return cell;
  }

  private static CellParameters cell(SearchMethod method, JsonNode golden) {
    CellParameters cell = method.parameters(new CellEdges(golden.get("nodes").intValue()), 7);
    double[] alpha = Golden.doubles(golden.get("alpha").get("values"));
    double[] gamma = Golden.doubles(golden.get("gamma").get("values"));
    for (int i = 0; i < alpha.length; i++) {
      cell.alpha()[i / 7][i % 7] = alpha[i];
    }
    System.arraycopy(gamma, 0, cell.gamma(), 0, gamma.length);
    return cell;
  }
}
