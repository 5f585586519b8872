package dev.argand.network.training;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import dev.argand.network.DivergedException;

/** Cross entropy of logits {@code [batch, classes]} against rows that sum to 1. */
final class Losses {
  private Losses() {}

  static StepResult backward(GradientCollector gradients, NDArray logits, NDArray targets) {
    NDArray loss = crossEntropy(logits, targets);
    gradients.backward(loss);
    return result(loss, logits, targets);
  }

  static StepResult measure(NDArray logits, NDArray targets) {
    return result(crossEntropy(logits, targets), logits, targets);
  }

  private static NDArray crossEntropy(NDArray logits, NDArray targets) {
    return logits.logSoftmax(1).mul(targets).sum(new int[] {1}, false).mean().neg();
  }

  private static StepResult result(NDArray loss, NDArray logits, NDArray targets) {
    double value = loss.getFloat();
    if (!Double.isFinite(value)) {
      throw new DivergedException("the loss became " + value);
    }
    long[] said = logits.argMax(1).toLongArray();
    long[] meant = targets.argMax(1).toLongArray();
    int right = 0;
    for (int i = 0; i < said.length; i++) {
      right += said[i] == meant[i] ? 1 : 0;
    }
    return new StepResult(value, (double) right / said.length);
  }
}
