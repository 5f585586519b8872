package dev.argand.network.training;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * FairDARTS (Chu, Zhou, Zhang, Li, "Fair DARTS", 2020): sigmoids over operations and edges, so that
 * none wins by what another loses, and a loss that pushes each to 0 or 1.
 *
 * @param zeroOneWeight weight of that loss; the reference code has 10
 * @param threshold weight above which an operation is kept; the reference code has 0.85
 * @param operationsKept most operations that an edge keeps, the strongest first; where none reaches
 *     the threshold the strongest is kept
 */
public record FairDarts(double zeroOneWeight, double threshold, int operationsKept)
    implements SearchMethod {
  public FairDarts {
    if (!(zeroOneWeight >= 0) || Double.isInfinite(zeroOneWeight)) {
      throw new IllegalArgumentException("zeroOneWeight must be at least 0, was " + zeroOneWeight);
    }
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold must be in [0, 1], was " + threshold);
    }
    if (operationsKept < 1) {
      throw new IllegalArgumentException(
          "operationsKept must be at least 1, was " + operationsKept);
    }
  }

  @Override
  public String code() {
    return "fair-darts";
  }

  @Override
  public Activation operationActivation() {
    return Activation.SIGMOID;
  }

  @Override
  public Activation edgeActivation() {
    return Activation.SIGMOID;
  }

  /** 0: all start at the weight 0.5, as in the reference code. */
  @Override
  public double initialDeviation() {
    return 0;
  }

  @Override
  public ArchitectureLoss regularizer(CellParameters cell) {
    return ZeroOne.loss(cell).times(zeroOneWeight);
  }

  @Override
  public int[] keptOperations(double[] operationWeights) {
    int[] above =
        IntStream.range(0, operationWeights.length)
            .filter(o -> operationWeights[o] > threshold)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer o) -> -operationWeights[o]))
            .limit(operationsKept)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    return above.length > 0 ? above : Discretization.strongest(operationWeights);
  }
}
