package dev.argand.network.training;

import dev.argand.network.cell.CellEdges;
import java.util.List;

/**
 * The architecture parameters of one type of cell: an alpha for each operation of each edge and a
 * gamma for each edge, in {@link CellEdges}'s order.
 *
 * <p>Mutable; confined to one search.
 */
public final class CellParameters {
  private final CellEdges edges;
  private final double[][] alpha;
  private final double[] gamma;

  /** Parameters at 0. */
  public CellParameters(CellEdges edges, int operations) {
    this.edges = edges;
    this.alpha = new double[edges.count()][operations];
    this.gamma = new double[edges.count()];
  }

  /** The edges that they belong to. */
  public CellEdges edges() {
    return edges;
  }

  /** Alpha {@code [edges][operations]}, live. */
  public double[][] alpha() {
    return alpha;
  }

  /** Gamma {@code [edges]}, live. */
  public double[] gamma() {
    return gamma;
  }

  /** Softmax of each edge's alphas: {@code [edges][operations]}. */
  public double[][] operationWeights() {
    double[][] weights = new double[alpha.length][];
    for (int e = 0; e < weights.length; e++) {
      weights[e] = softmax(alpha[e]);
    }
    return weights;
  }

  /** Sigmoid of each gamma: {@code [edges]}. */
  public double[] edgeWeights() {
    double[] weights = new double[gamma.length];
    for (int e = 0; e < weights.length; e++) {
      weights[e] = 1 / (1 + Math.exp(-gamma[e]));
    }
    return weights;
  }

  /** Mean over edges of the greatest operation weight: 1 when every edge has decided. */
  public double meanGreatestWeight() {
    double sum = 0;
    for (double[] row : operationWeights()) {
      double greatest = 0;
      for (double weight : row) {
        greatest = Math.max(greatest, weight);
      }
      sum += greatest;
    }
    return sum / alpha.length;
  }

  /** All values, alphas row by row, then gammas. */
  double[] flatten() {
    int operations = alpha[0].length;
    double[] flat = new double[alpha.length * operations + gamma.length];
    for (int e = 0; e < alpha.length; e++) {
      System.arraycopy(alpha[e], 0, flat, e * operations, operations);
    }
    System.arraycopy(gamma, 0, flat, alpha.length * operations, gamma.length);
    return flat;
  }

  /** Sets all values from what {@link #flatten} gives. */
  void restore(double[] flat) {
    int operations = alpha[0].length;
    for (int e = 0; e < alpha.length; e++) {
      System.arraycopy(flat, e * operations, alpha[e], 0, operations);
    }
    System.arraycopy(flat, alpha.length * operations, gamma, 0, gamma.length);
  }

  /** Numbers of the edges into each intermediate node. */
  List<int[]> inputsOfNodes() {
    return java.util.stream.IntStream.range(2, edges.nodes() + 2)
        .mapToObj(
            to ->
                java.util.stream.IntStream.range(0, to)
                    .map(from -> edges.number(from, to))
                    .toArray())
        .toList();
  }

  private static double[] softmax(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double v : x) {
      max = Math.max(max, v);
    }
    double[] y = new double[x.length];
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.exp(x[i] - max);
      sum += y[i];
    }
    for (int i = 0; i < x.length; i++) {
      y[i] /= sum;
    }
    return y;
  }
}
