package dev.argand.network.training;

/**
 * DARTS (Liu, Simonyan, Yang, "DARTS: Differentiable Architecture Search", 2019) with the edge
 * weights of Guibbert (2024): softmax over an edge's operations and over a node's inputs, and no
 * loss of its own.
 */
public record Darts() implements SearchMethod {
  @Override
  public String code() {
    return "darts";
  }

  @Override
  public Activation operationActivation() {
    return Activation.SOFTMAX;
  }

  @Override
  public Activation edgeActivation() {
    return Activation.SOFTMAX;
  }

  @Override
  public double initialDeviation() {
    return 1e-3;
  }

  @Override
  public ArchitectureLoss regularizer(CellParameters cell) {
    return ArchitectureLoss.none(cell);
  }

  @Override
  public int[] keptOperations(double[] operationWeights) {
    return Discretization.strongest(operationWeights);
  }
}
