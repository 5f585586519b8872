package dev.argand.network.training;

import java.util.List;

/** A loss of the gates of one node; the mean over a cell's nodes is the cell's. */
@FunctionalInterface
interface NodeLoss {
  /**
   * A node's loss times a factor; adds its gradient with respect to the gates.
   *
   * @param p every gate of the cell
   * @param inputs the edges that enter the node
   * @param gradient as long as p
   */
  double of(double[] p, int[] inputs, double[] gradient, double factor);

  /** The mean over a cell's nodes. */
  static ArchitectureLoss mean(CellParameters cell, NodeLoss loss) {
    double[] p = cell.edgeWeights();
    double[] gradient = new double[p.length];
    double sum = 0;
    List<int[]> nodes = cell.inputsOfNodes();
    for (int[] inputs : nodes) {
      sum += loss.of(p, inputs, gradient, 1.0 / nodes.size());
    }
    return cell.backpropagate(sum, new double[p.length][cell.alpha()[0].length], gradient);
  }
}
