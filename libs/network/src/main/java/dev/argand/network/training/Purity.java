package dev.argand.network.training;

import java.util.Arrays;

/**
 * How undecided an edge's operation weights are: 1 when uniform, 0 when one has all (Guibbert,
 * 2024). The loss of a cell is the mean over its edges.
 */
public enum Purity {
  /** {@code -sum p log p / log K}. */
  ENTROPY {
    @Override
    double of(double[] p) {
      double sum = 0;
      for (double v : p) {
        sum -= v == 0 ? 0 : v * Math.log(v);
      }
      return sum / Math.log(p.length);
    }

    @Override
    double slope(double p, int count) {
      // At p = 0 the softmax behind it has no slope: what stands here is multiplied by 0.
      return p == 0 ? 0 : -(Math.log(p) + 1) / Math.log(count);
    }
  },

  /** {@code sum p (1 - p) / (1 - 1/K)}. */
  GINI {
    @Override
    double of(double[] p) {
      double sum = 0;
      for (double v : p) {
        sum += v * (1 - v);
      }
      return sum / (1 - 1.0 / p.length);
    }

    @Override
    double slope(double p, int count) {
      return (1 - 2 * p) / (1 - 1.0 / count);
    }
  };

  /** Of one edge's weights, which sum to 1. */
  abstract double of(double[] p);

  /** Its derivative by one weight. */
  abstract double slope(double p, int count);

  /**
   * How undecided a cell is, whatever its method's weights sum to: the mean over its edges, each
   * edge's weights taken as shares of their sum. 1 is undecided, 0 decided.
   */
  public double measure(CellParameters cell) {
    double[][] weights = cell.operationWeights();
    double sum = 0;
    for (double[] row : weights) {
      double all = Arrays.stream(row).sum();
      sum += of(Arrays.stream(row).map(weight -> weight / all).toArray());
    }
    return sum / weights.length;
  }

  /** Of a cell: the mean over its edges. */
  public ArchitectureLoss loss(CellParameters cell) {
    double[][] weights = cell.operationWeights();
    int edges = weights.length;
    double[][] gradient = new double[edges][];
    double sum = 0;
    for (int e = 0; e < edges; e++) {
      double[] p = weights[e];
      gradient[e] = new double[p.length];
      for (int o = 0; o < p.length; o++) {
        gradient[e][o] = slope(p[o], p.length) / edges;
      }
      sum += of(p);
    }
    return cell.backpropagate(sum / edges, gradient, new double[edges]);
  }
}
