package dev.argand.network.training;

import dev.argand.network.Genotype;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * ForceDARTS (Guibbert, "Neural Architecture Search in complex field for audio recognition", 2024):
 * softmax over operations, sigmoid gates on edges, and two losses that force the choice.
 *
 * <p>Purity is the mean over edges of the entropy of an edge's operation weights, divided by log of
 * their number: 1 when uniform, 0 when decided. The multi-hot loss of a node with L inputs is the
 * entropy of q_ab = p_a p_b / sum over pairs, p the sigmoid gates, over unordered pairs, divided by
 * log C(L, 2); it is 0 when two inputs stand out. A node with no more than two inputs has none (the
 * formula is 0/0 there). [O] p is the sigmoid gate and pairs are unordered.
 */
public final class ForceDarts {
  /** Inputs that a node keeps. */
  public static final int KEPT = 2;

  private ForceDarts() {}

  /** A loss and its gradient with respect to alphas and gammas. */
  public record Loss(double value, double[][] alphaGradient, double[] gammaGradient) {}

  /** Mean normalised entropy of the operation weights. */
  public static Loss purity(CellParameters cell) {
    double[][] weights = cell.operationWeights();
    int edges = weights.length;
    double[][] gradient = new double[edges][];
    double sum = 0;
    for (int e = 0; e < edges; e++) {
      double[] p = weights[e];
      double scale = 1 / (Math.log(p.length) * edges);
      double entropy = entropy(p);
      sum += entropy * scale;
      gradient[e] = new double[p.length];
      for (int o = 0; o < p.length; o++) {
        gradient[e][o] = p[o] == 0 ? 0 : -scale * p[o] * (Math.log(p[o]) + entropy);
      }
    }
    return new Loss(sum, gradient, new double[edges]);
  }

  /** Mean over nodes of the normalised entropy of pairs of gates. */
  public static Loss multiHot(CellParameters cell) {
    double[] p = cell.edgeWeights();
    double[] gradient = new double[p.length];
    double sum = 0;
    List<int[]> nodes = cell.inputsOfNodes();
    for (int[] inputs : nodes) {
      sum += multiHot(p, inputs, gradient, 1.0 / nodes.size());
    }
    for (int e = 0; e < p.length; e++) {
      gradient[e] *= p[e] * (1 - p[e]);
    }
    int operations = cell.alpha()[0].length;
    return new Loss(sum, new double[p.length][operations], gradient);
  }

  /** One node's loss times a factor; adds its gradient with respect to the gates. */
  static double multiHot(double[] p, int[] inputs, double[] gradient, double factor) {
    int count = inputs.length;
    if (count <= KEPT) {
      return 0;
    }
    double total = 0;
    double weighted = 0;
    for (int a = 0; a < count; a++) {
      for (int b = a + 1; b < count; b++) {
        double u = p[inputs[a]] * p[inputs[b]];
        total += u;
        weighted += u == 0 ? 0 : u * Math.log(u);
      }
    }
    double scale = factor / Math.log(count * (count - 1) / 2.0);
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < count; b++) {
        double u = p[inputs[a]] * p[inputs[b]];
        if (a != b && u > 0) {
          double slope = weighted / (total * total) - Math.log(u) / total;
          gradient[inputs[a]] += scale * slope * p[inputs[b]];
        }
      }
    }
    return scale * (Math.log(total) - weighted / total);
  }

  /** Weight of the multi-hot loss that balances a purity weight: w |n| / |e|. */
  public static double multiHotWeight(double purityWeight, CellEdges edges) {
    return purityWeight * edges.nodes() / edges.count();
  }

  /** The two losses with their weights, added. */
  public static Loss regularizer(CellParameters cell, double purityWeight) {
    Loss purity = purity(cell);
    Loss multiHot = multiHot(cell);
    double multiHotWeight = multiHotWeight(purityWeight, cell.edges());
    double[][] alpha = purity.alphaGradient();
    for (double[] row : alpha) {
      for (int o = 0; o < row.length; o++) {
        row[o] *= purityWeight;
      }
    }
    double[] gamma = multiHot.gammaGradient();
    for (int e = 0; e < gamma.length; e++) {
      gamma[e] *= multiHotWeight;
    }
    return new Loss(
        purityWeight * purity.value() + multiHotWeight * multiHot.value(), alpha, gamma);
  }

  /**
   * The discrete cell: each node keeps its two strongest edges, each edge its strongest operation.
   */
  public static Genotype.Cell discretize(CellParameters cell, SearchSpace space) {
    double[][] operations = cell.operationWeights();
    List<CellEdges.Edge> edges = cell.edges().edges();
    List<Genotype.Node> nodes = new ArrayList<>();
    for (int[] kept : keptEdges(cell)) {
      List<Genotype.Input> inputs = new ArrayList<>();
      for (int e : kept) {
        int best = strongest(operations[e]);
        inputs.add(new Genotype.Input(space.operations().get(best), edges.get(e).from()));
      }
      nodes.add(new Genotype.Node(inputs));
    }
    return new Genotype.Cell(nodes);
  }

  /** Numbers of the edges that each node keeps, ascending. */
  public static List<int[]> keptEdges(CellParameters cell) {
    double[] gates = cell.edgeWeights();
    return cell.inputsOfNodes().stream()
        .map(
            inputs ->
                Arrays.stream(inputs)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer e) -> -gates[e]))
                    .limit(KEPT)
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray())
        .toList();
  }

  /**
   * Distance between the one-shot and the pruned cell (equation 6): mean, over retained edges and
   * nodes, of the mean absolute difference between activated weights and their one- or k-hot form.
   */
  public static double gap(CellParameters cell) {
    double[][] operations = cell.operationWeights();
    double[] gates = cell.edgeWeights();
    List<int[]> kept = keptEdges(cell);
    List<int[]> inputs = cell.inputsOfNodes();
    double sum = 0;
    int terms = 0;
    for (int n = 0; n < kept.size(); n++) {
      double node = 0;
      for (int e : inputs.get(n)) {
        boolean isKept = Arrays.binarySearch(kept.get(n), e) >= 0;
        node += Math.abs(gates[e] - (isKept ? 1 : 0));
      }
      sum += node / inputs.get(n).length;
      terms++;
      for (int e : kept.get(n)) {
        int best = strongest(operations[e]);
        double edge = 0;
        for (int o = 0; o < operations[e].length; o++) {
          edge += Math.abs(operations[e][o] - (o == best ? 1 : 0));
        }
        sum += edge / operations[e].length;
        terms++;
      }
    }
    return sum / terms;
  }

  private static int strongest(double[] weights) {
    int best = 0;
    for (int o = 1; o < weights.length; o++) {
      if (weights[o] > weights[best]) {
        best = o;
      }
    }
    return best;
  }

  private static double entropy(double[] p) {
    double sum = 0;
    for (double v : p) {
      sum -= v == 0 ? 0 : v * Math.log(v);
    }
    return sum;
  }
}
