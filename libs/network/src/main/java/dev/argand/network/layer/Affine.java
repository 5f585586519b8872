package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A map of each channel: {@code y = A x + b}, with A a scalar (real) or a 2x2 real matrix
 * (complex).
 *
 * @param diagonal {@code [groups, parts, channels]}: Arr and Aii
 * @param cross {@code [groups, 2, channels]}: Ari and Air; null for real
 * @param bias {@code [groups, parts, channels]}
 */
record Affine(NDArray diagonal, @Nullable NDArray cross, NDArray bias) {

  /** Applies it to {@code [batch, groups, parts, channels, positions]}. */
  NDArray apply(NDArray x) {
    NDArray y = x.mul(spread(diagonal)).addi(spread(bias));
    if (cross == null) {
      return y;
    }
    NDList parts = x.split(2, 2);
    NDArray swapped = Tensors.concat(2, parts.get(1), parts.get(0));
    return y.addi(swapped.mul(spread(cross)));
  }

  /**
   * Folds it into the structured kernel before it.
   *
   * @param kernel {@code [groups, parts * out, ...]}
   */
  NDArray applyToRows(NDArray kernel) {
    long[] shape = kernel.getShape().getShape();
    long groups = shape[0];
    long parts = diagonal.getShape().get(1);
    long out = shape[1] / parts;
    NDArray rows = kernel.reshape(groups, parts, out, -1);
    NDArray folded = rows.mul(diagonal.expandDims(3));
    if (cross != null) {
      NDList halves = rows.split(2, 1);
      NDArray swapped = Tensors.concat(1, halves.get(1), halves.get(0));
      folded = folded.add(swapped.mul(cross.expandDims(3)));
    }
    return folded.reshape(kernel.getShape());
  }

  private static NDArray spread(NDArray perChannel) {
    Shape s = perChannel.getShape();
    return perChannel.reshape(1, s.get(0), s.get(1), s.get(2), 1);
  }
}
