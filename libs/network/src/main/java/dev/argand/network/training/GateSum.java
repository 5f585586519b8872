package dev.argand.network.training;

import java.util.List;

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
    double[] p = cell.edgeWeights();
    double[] gradient = new double[p.length];
    double sum = 0;
    List<int[]> nodes = cell.inputsOfNodes();
    for (int[] inputs : nodes) {
      double excess = -SearchMethod.KEPT;
      for (int e : inputs) {
        excess += p[e];
      }
      double relative = excess / SearchMethod.KEPT;
      sum += relative * relative / nodes.size();
      for (int e : inputs) {
        gradient[e] = 2 * relative / SearchMethod.KEPT / nodes.size();
      }
    }
    return cell.backpropagate(sum, new double[p.length][cell.alpha()[0].length], gradient);
  }
}
