package dev.argand.network.training;

import ai.djl.ndarray.NDArray;
import dev.argand.network.DivergedException;
import dev.argand.network.layer.ParameterLayout;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum, L2 weight decay and a bound on the gradient's norm,
 * over one flat vector: v = momentum v + (g + decay w), w = w - rate v. Polynomials may decay
 * faster.
 */
final class Sgd implements AutoCloseable {
  private final double momentum;
  private final double weightDecay;
  private final double maxNorm;
  private final NDArray velocity;

  /** Decay of each weight on top of the other; null for none. */
  private final @Nullable NDArray extraDecay;

  /**
   * @param care for the polynomials
   * @param layout says which weights are theirs
   */
  Sgd(
      NDArray weights,
      double momentum,
      double weightDecay,
      double maxNorm,
      PolynomialCare care,
      ParameterLayout layout) {
    this.extraDecay =
        care.weightDecay() == 0
            ? null
            : weights
                .getManager()
                .create(layout.ofPolynomials((float) care.weightDecay()))
                .duplicate();
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.maxNorm = maxNorm;
    this.velocity = weights.getManager().zeros(weights.getShape());
  }

  /** What it remembers, for {@link #restore}. */
  float[] velocity() {
    return velocity.toFloatArray();
  }

  /** Goes on as the optimiser that gave this velocity would. */
  void restore(float[] values) {
    velocity.set(values);
  }

  /** One step, in place. */
  void step(NDArray weights, NDArray gradient, double learningRate) {
    double norm = gradient.norm().toType(ai.djl.ndarray.types.DataType.FLOAT64, false).getDouble();
    if (!Double.isFinite(norm)) {
      throw new DivergedException("the gradient's norm became " + norm);
    }
    double clip = norm > maxNorm ? maxNorm / norm : 1;
    velocity.muli(momentum).addi(gradient.mul(clip)).addi(weights.mul(weightDecay));
    if (extraDecay != null) {
      velocity.addi(weights.mul(extraDecay));
    }
    weights.subi(velocity.mul(learningRate));
  }

  @Override
  public void close() {
    velocity.close();
    if (extraDecay != null) {
      extraDecay.close();
    }
  }
}
