package dev.argand.network.training;

/**
 * FairDARTS's zero-one loss (Chu et al., "Fair DARTS", 2020, L_0-1): {@code -mean (p - 0.5)^2},
 * lowest when every activated weight is 0 or 1. Guibbert (2024) takes it of alphas and of gammas,
 * each their own mean, added.
 */
final class ZeroOne {
  private ZeroOne() {}

  static ArchitectureLoss loss(CellParameters cell) {
    double[][] operations = cell.operationWeights();
    double[] edges = cell.edgeWeights();
    double[][] operationGradient = new double[edges.length][operations[0].length];
    double[] edgeGradient = new double[edges.length];
    double sum = 0;
    for (int e = 0; e < edges.length; e++) {
      int count = edges.length * operations[e].length;
      for (int o = 0; o < operations[e].length; o++) {
        double off = operations[e][o] - 0.5;
        sum -= off * off / count;
        operationGradient[e][o] = -2 * off / count;
      }
      double off = edges[e] - 0.5;
      sum -= off * off / edges.length;
      edgeGradient[e] = -2 * off / edges.length;
    }
    return cell.backpropagate(sum, operationGradient, edgeGradient);
  }
}
