package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.layer.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForceDartsTest {
  private static final Offset<Double> EXACT = within(1e-10);

  static Stream<JsonNode> cases() {
    return Golden.cases("search-losses.json").stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void losses_matchReference(JsonNode golden) {
    CellParameters cell = cell(golden);
    assertThat(ForceDarts.purity(cell).value())
        .isCloseTo(golden.get("purityEntropy").doubleValue(), EXACT);
    assertThat(ForceDarts.multiHot(cell).value())
        .isCloseTo(golden.get("multiHot").doubleValue(), EXACT);
    assertThat(ForceDarts.multiHotWeight(20, cell.edges()))
        .isCloseTo(golden.get("wMultiHot").doubleValue(), EXACT);
    ForceDarts.Loss loss = ForceDarts.regularizer(cell, golden.get("wPurity").doubleValue());
    assertThat(loss.value()).isCloseTo(golden.get("regularizer").doubleValue(), EXACT);
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
    CellParameters cell = cell(golden);
    assertThat(ForceDarts.gap(cell))
        .isCloseTo(golden.get("gap").get("forcedarts").doubleValue(), EXACT);
    List<Integer> kept = new ArrayList<>();
    ForceDarts.keptEdges(cell).forEach(edges -> Arrays.stream(edges).forEach(kept::add));
    List<Integer> expected = new ArrayList<>();
    golden.get("keptEdges").get("forcedarts").forEach(edge -> expected.add(edge.intValue()));
    assertThat(kept).isEqualTo(expected);
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
    CellParameters cell = new CellParameters(new CellEdges(3), 7);
    assertThat(ForceDarts.purity(cell).value()).isCloseTo(1, EXACT);
    for (double[] row : cell.alpha()) {
      row[2] = 60;
    }
    assertThat(ForceDarts.purity(cell).value()).isCloseTo(0, EXACT);
  }

  @Test
  void multiHot_ofANodeWithTwoInputs_isZero() {
    CellParameters cell = new CellParameters(new CellEdges(1), 7);
    assertThat(ForceDarts.multiHot(cell).value()).isZero();
    assertThat(ForceDarts.multiHot(cell).gammaGradient()).containsOnly(0);
  }

  @Test
  void gap_ofUniformEdgesAndOpenGates_isTheKnownValue() {
    CellParameters cell = new CellParameters(new CellEdges(3), 7);
    double[] gates = cell.gamma();
    Arrays.fill(gates, 0);
    // Six retained edges at (6/7 + 6 * 1/7) / 7 = 0.245, three nodes at 0.5 each.
    assertThat(ForceDarts.gap(cell)).isCloseTo((6 * 12.0 / 49 + 3 * 0.5) / 9, EXACT);
  }

  private static CellParameters cell(JsonNode golden) {
    CellParameters cell = new CellParameters(new CellEdges(golden.get("nodes").intValue()), 7);
    double[] alpha = Golden.doubles(golden.get("alpha").get("values"));
    double[] gamma = Golden.doubles(golden.get("gamma").get("values"));
    for (int i = 0; i < alpha.length; i++) {
      cell.alpha()[i / 7][i % 7] = alpha[i];
    }
    System.arraycopy(gamma, 0, cell.gamma(), 0, gamma.length);
    return cell;
  }
}
