package dev.argand.network.training;

import dev.argand.network.cell.CellEdges;

/**
 * ForceDARTS (Guibbert, "Neural Architecture Search in complex field for audio recognition", 2024):
 * softmax over an edge's operations, sigmoid gates on edges, and two losses that force the choice:
 * {@link Purity} of the operations, and the multi-hot loss of the gates with the weight {@code
 * purityWeight |nodes| / |edges|}.
 *
 * @param purityWeight weight of the purity loss; the paper has 20
 * @param purity entropy, the paper's default, or Gini
 * @param gateSumWeight weight of the loss that pushes a node's gates to sum to two; 0, as in the
 *     paper, leaves it out
 */
public record ForceDarts(double purityWeight, Purity purity, double gateSumWeight)
    implements SearchMethod {
  public ForceDarts {
    requireWeight("purityWeight", purityWeight);
    requireWeight("gateSumWeight", gateSumWeight);
  }

  private static void requireWeight(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be at least 0, was " + value);
    }
  }

  @Override
  public String code() {
    return "force-darts";
  }

  @Override
  public Activation operationActivation() {
    return Activation.SOFTMAX;
  }

  @Override
  public Activation edgeActivation() {
    return Activation.SIGMOID;
  }

  @Override
  public double initialDeviation() {
    return 1e-3;
  }

  /** Weight of the multi-hot loss: that of purity times nodes over edges. */
  public double multiHotWeight(CellEdges edges) {
    return purityWeight * edges.nodes() / edges.count();
  }

  @Override
  public ArchitectureLoss regularizer(CellParameters cell) {
    ArchitectureLoss loss =
        purity
            .loss(cell)
            .times(purityWeight)
            .plus(MultiHot.loss(cell).times(multiHotWeight(cell.edges())));
    return gateSumWeight == 0 ? loss : loss.plus(GateSum.loss(cell).times(gateSumWeight));
  }

  @Override
  public int[] keptOperations(double[] operationWeights) {
    return Discretization.strongest(operationWeights);
  }
}
