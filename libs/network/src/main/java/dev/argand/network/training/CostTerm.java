package dev.argand.network.training;

import dev.argand.network.cell.CostTable;
import java.util.List;

/**
 * A loss that keeps what a search finds affordable: {@code weight max(0, E / limit - 1)}, E the
 * cost that is expected of the network that is trained afterwards.
 *
 * <p>E is the fixed cost and, over edges and operations, {@code q_e r_eo cost}: r the activated
 * weights of an edge's operations over their sum, q the gate over the sum of its node's, times the
 * two that a node keeps (1 where it has no more than two). For a cell that has decided, E is the
 * cost of its network. [O] All of it.
 *
 * @param table costs of the network that is trained afterwards
 * @param limit cost that is allowed, in the table's unit
 * @param weight of the loss; it acts from the search's start on
 */
public record CostTerm(CostTable table, double limit, double weight) {
  public CostTerm {
    if (!(limit > 0) || Double.isInfinite(limit)) {
      throw new IllegalArgumentException("limit must be positive, was " + limit);
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight must be at least 0, was " + weight);
    }
  }

  /** The cost that is expected at both cells' parameters. */
  public double expected(CellParameters normal, CellParameters reduction) {
    return table.fixed()
        + expected(normal, table.normal(), 1).value()
        + expected(reduction, table.reduction(), 1).value();
  }

  /** The gradient with respect to one cell's parameters; the value is the whole loss. */
  ArchitectureLoss loss(CellParameters normal, CellParameters reduction, boolean ofNormal) {
    double excess = expected(normal, reduction) / limit - 1;
    CellParameters cell = ofNormal ? normal : reduction;
    if (excess <= 0) {
      return ArchitectureLoss.none(cell);
    }
    ArchitectureLoss slope =
        expected(cell, ofNormal ? table.normal() : table.reduction(), weight / limit);
    return new ArchitectureLoss(weight * excess, slope.alphaGradient(), slope.gammaGradient());
  }

  private static ArchitectureLoss expected(CellParameters cell, double[][] costs, double factor) {
    double[][] p = cell.operationWeights();
    double[] gates = cell.edgeWeights();
    double[][] byOperations = new double[p.length][];
    double[] byGates = new double[p.length];
    double[] means = new double[p.length];
    for (int e = 0; e < p.length; e++) {
      means[e] = mean(p[e], costs[e]);
    }
    double value = 0;
    List<int[]> nodes = cell.inputsOfNodes();
    for (int[] inputs : nodes) {
      double total = 0;
      double weighted = 0;
      for (int e : inputs) {
        total += gates[e];
        weighted += gates[e] * means[e];
      }
      boolean isChoice = inputs.length > SearchMethod.KEPT;
      for (int e : inputs) {
        double q = isChoice ? SearchMethod.KEPT * gates[e] / total : 1;
        value += q * means[e];
        byOperations[e] = slopes(p[e], costs[e], means[e], factor * q);
        byGates[e] =
            isChoice
                ? factor * SearchMethod.KEPT * (means[e] * total - weighted) / (total * total)
                : 0;
      }
    }
    return cell.backpropagate(value, byOperations, byGates);
  }

  private static double mean(double[] weights, double[] costs) {
    double sum = 0;
    double total = 0;
    for (int o = 0; o < weights.length; o++) {
      sum += weights[o] * costs[o];
      total += weights[o];
    }
    return sum / total;
  }

  private static double[] slopes(double[] weights, double[] costs, double mean, double factor) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double[] slopes = new double[weights.length];
    for (int o = 0; o < slopes.length; o++) {
      slopes[o] = factor * (costs[o] - mean) / total;
    }
    return slopes;
  }
}
