package dev.argand.network.training;

import dev.argand.network.Genotype;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;

/**
 * A differentiable architecture search: how architecture parameters become weights of the mixture,
 * which loss is added to that of the validation batch, and which discrete cell they stand for
 * (Guibbert, "Neural Architecture Search in complex field for audio recognition", 2024).
 */
public sealed interface SearchMethod permits Darts, FairDarts, ForceDarts {
  /** Inputs that a node keeps. */
  int KEPT = 2;

  /** Its name, as models tell where they come from. */
  String code();

  /** How alphas of an edge become weights of operations. */
  Activation operationActivation();

  /** How gammas of a node's inputs become weights of edges. */
  Activation edgeActivation();

  /** Standard deviation of the first alphas and gammas, normal about 0. */
  double initialDeviation();

  /** What is added to the loss, with its weights; 0 where a method has nothing to add. */
  ArchitectureLoss regularizer(CellParameters cell);

  /** Which operations an edge that is kept keeps, ascending: at least one. */
  int[] keptOperations(double[] operationWeights);

  /** Parameters of a type of cell, at 0. */
  default CellParameters parameters(CellEdges edges, int operations) {
    return new CellParameters(edges, operations, operationActivation(), edgeActivation());
  }

  /** The discrete cell that parameters stand for. */
  default Genotype.Cell discretize(CellParameters cell, SearchSpace space) {
    return discretize(cell, space, Integer.MAX_VALUE);
  }

  /**
   * The discrete cell that parameters stand for, with a bound on what learns nothing. Untrained
   * convolutions lose to poolings and skips early in a search, and a short search may end there
   * (Chen et al., "Progressive Differentiable Architecture Search", 2019, section 3.3, bounds
   * skips; [O] here poolings too).
   *
   * @param parameterlessLimit most poolings and skips in the cell
   */
  default Genotype.Cell discretize(CellParameters cell, SearchSpace space, int parameterlessLimit) {
    return Discretization.of(this, cell).cell(space, parameterlessLimit);
  }

  /**
   * Distance between the one-shot and the discrete cell (equation 6): mean, over kept edges and
   * nodes, of the mean absolute difference between activated weights and what discretisation makes
   * of them, ones and zeros.
   */
  default double gap(CellParameters cell) {
    return Discretization.of(this, cell).gap();
  }
}
