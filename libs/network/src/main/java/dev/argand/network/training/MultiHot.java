package dev.argand.network.training;

/**
 * ForceDARTS's loss of a node's gates (Guibbert, 2024): the entropy of {@code q_ab = p_a p_b / sum
 * over pairs}, divided by log C(L, 2), for a node with L inputs; it is 0 when two inputs stand out.
 * The loss of a cell is the mean over its nodes.
 *
 * <p>[O] p is the sigmoid gate, pairs are unordered, and a node with no more than two inputs has
 * none: the formula is 0/0 there.
 */
final class MultiHot {
  private MultiHot() {}

  static ArchitectureLoss loss(CellParameters cell) {
    return NodeLoss.mean(cell, MultiHot::ofNode);
  }

  /** One node's loss times a factor; adds its gradient with respect to the gates. */
  static double ofNode(double[] p, int[] inputs, double[] gradient, double factor) {
    int count = inputs.length;
    if (count <= SearchMethod.KEPT) {
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
}
