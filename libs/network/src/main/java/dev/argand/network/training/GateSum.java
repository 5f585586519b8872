package dev.argand.network.training;

/**
 * Pushes a node's gates to sum to k, the inputs that it keeps: the mean over nodes of {@code ((sum
 * p - k) / k)^2}.
 *
 * <p>[O] An addition to ForceDARTS, whose multi-hot loss is unchanged when all gates of a node are
 * scaled, and so does not by itself open the two that win.
 */
final class GateSum {
  private GateSum() {}

  static ArchitectureLoss loss(CellParameters cell) {
    return NodeLoss.mean(cell, GateSum::ofNode);
  }

  private static double ofNode(double[] p, int[] inputs, double[] gradient, double factor) {
    double excess = -SearchMethod.KEPT;
    for (int e : inputs) {
      excess += p[e];
    }
    double relative = excess / SearchMethod.KEPT;
    for (int e : inputs) {
      gradient[e] += factor * 2 * relative / SearchMethod.KEPT;
    }
    return factor * relative * relative;
  }
}
