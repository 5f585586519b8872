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
  private final Activation ofOperations;
  private final Activation ofEdges;
  private final double[][] alpha;
  private final double[] gamma;

  /**
   * Parameters at 0.
   *
   * @param ofOperations how an edge's alphas become weights
   * @param ofEdges how the gammas of a node's inputs become weights
   */
  public CellParameters(
      CellEdges edges, int operations, Activation ofOperations, Activation ofEdges) {
    this.edges = edges;
    this.ofOperations = ofOperations;
    this.ofEdges = ofEdges;
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

  /** Activated alphas, each edge on its own: {@code [edges][operations]}. */
  public double[][] operationWeights() {
    double[][] weights = new double[alpha.length][];
    for (int e = 0; e < weights.length; e++) {
      weights[e] = ofOperations.apply(alpha[e]);
    }
    return weights;
  }

  /** Activated gammas, each node's inputs on their own: {@code [edges]}. */
  public double[] edgeWeights() {
    double[] weights = new double[gamma.length];
    for (int[] inputs : inputsOfNodes()) {
      scatter(ofEdges.apply(gather(gamma, inputs)), inputs, weights);
    }
    return weights;
  }

  /**
   * The chain rule through both activations.
   *
   * @param value of the loss
   * @param byOperations its gradient with respect to {@link #operationWeights}
   * @param byEdges its gradient with respect to {@link #edgeWeights}
   */
  ArchitectureLoss backpropagate(double value, double[][] byOperations, double[] byEdges) {
    double[][] alphaGradient = new double[alpha.length][];
    for (int e = 0; e < alpha.length; e++) {
      alphaGradient[e] = ofOperations.backpropagate(ofOperations.apply(alpha[e]), byOperations[e]);
    }
    double[] gammaGradient = new double[gamma.length];
    for (int[] inputs : inputsOfNodes()) {
      double[] weights = ofEdges.apply(gather(gamma, inputs));
      scatter(ofEdges.backpropagate(weights, gather(byEdges, inputs)), inputs, gammaGradient);
    }
    return new ArchitectureLoss(value, alphaGradient, gammaGradient);
  }

  private static double[] gather(double[] values, int[] at) {
    double[] taken = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      taken[i] = values[at[i]];
    }
    return taken;
  }

  private static void scatter(double[] values, int[] at, double[] into) {
    for (int i = 0; i < at.length; i++) {
      into[at[i]] = values[i];
    }
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
}
