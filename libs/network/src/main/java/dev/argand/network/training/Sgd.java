package dev.argand.network.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
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
    advance(weights, velocity, gradient, clip(norm(gradient)), learningRate);
  }

  /**
   * The weights that {@link #step} would make of these, bit for bit; neither they nor the velocity
   * change. The result belongs to the weights' manager.
   */
  NDArray ahead(NDArray weights, NDArray gradient, double learningRate) {
    NDArray next = weights.duplicate();
    advance(next, velocity.duplicate(), gradient, clip(norm(gradient)), learningRate);
    return next;
  }

  /**
   * What a vector becomes on its way back through the clipping of a gradient: itself where nothing
   * is clipped, else {@code max / |g| (x - g (g x) / |g|^2)}, as a clipped gradient keeps its norm.
   */
  NDArray throughClipping(NDArray x, NDArray gradient) {
    double norm = norm(gradient);
    double clip = clip(norm);
    if (clip == 1) {
      return x;
    }
    double along = number(x.mul(gradient).sum()) / (norm * norm);
    return x.sub(gradient.mul(along)).muli(clip);
  }

  private void advance(
      NDArray weights, NDArray moving, NDArray gradient, double clip, double learningRate) {
    moving.muli(momentum).addi(gradient.mul(clip)).addi(weights.mul(weightDecay));
    if (extraDecay != null) {
      moving.addi(weights.mul(extraDecay));
    }
    weights.subi(moving.mul(learningRate));
  }

  private double clip(double norm) {
    return norm > maxNorm ? maxNorm / norm : 1;
  }

  /** The norm of a gradient, which must be finite. */
  static double norm(NDArray gradient) {
    double norm = number(gradient.norm());
    if (!Double.isFinite(norm)) {
      throw new DivergedException("the gradient's norm became " + norm);
    }
    return norm;
  }

  private static double number(NDArray scalar) {
    return scalar.toType(DataType.FLOAT64, false).getDouble();
  }

  @Override
  public void close() {
    velocity.close();
    if (extraDecay != null) {
      extraDecay.close();
    }
  }
}
