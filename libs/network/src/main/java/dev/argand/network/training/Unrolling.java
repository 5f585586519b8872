package dev.argand.network.training;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * The second-order gradient of a bi-level search: of {@code L_val(w'(a), a)} with respect to the
 * architecture a, where w' is w after one step of its optimiser on a training batch (Liu et al.,
 * "DARTS", 2019, equations 7 and 8):
 *
 * <p>{@code grad_a L_val(w', a) - xi (grad_a L_train(w+, a) - grad_a L_train(w-, a)) / (2 eps)},
 * with {@code w+- = w +- eps v}, {@code v = grad_w' L_val(w', a)}, {@code eps = 0.01 / |v|}, and xi
 * the step's learning rate. It takes three passes forward and backward over the training batch and
 * one over the validation batch, where the first order takes one.
 *
 * <p>The step is the one that {@link Sgd} would take, with its momentum and weight decay, as in the
 * authors' code. [O] Also with its bound on the gradient's norm, which that code leaves out: w' is
 * then what the search really makes of w, however great the first gradients are, and v goes back
 * through the bound ({@link Sgd#throughClipping}) so that the gradient stays that of {@code L_val}.
 *
 * <p>Neither w nor the optimiser's state changes: all passes run on copies.
 */
final class Unrolling {
  /** Norm of the difference of weights between which a derivative is taken. */
  private static final double REACH = 0.01;

  /** The losses of a bi-level problem, at given weights and the present architecture. */
  interface Problem {
    /** The training loss, with its gradient with respect to w. */
    Shards.Learned trainingByWeights(NDArray weights);

    /** The training loss, with its gradient with respect to a, in as many vectors as it has. */
    Shards.Learned trainingByArchitecture(NDArray weights);

    /** The validation loss, with its gradient with respect to a, and last with respect to w. */
    Shards.Learned validation(NDArray weights);
  }

  private final Sgd sgd;

  Unrolling(Sgd sgd) {
    this.sgd = sgd;
  }

  /**
   * The validation loss at w' with its gradient with respect to a.
   *
   * @param weights w, which stays as it is
   * @param learningRate xi, of the step that is looked ahead
   */
  Shards.Learned gradient(NDArray weights, Problem problem, double learningRate) {
    NDArray step = weights.getManager().create(problem.trainingByWeights(weights).vectors().get(0));
    Shards.Learned validation = problem.validation(sgd.ahead(weights, step, learningRate));
    List<float[]> vectors = validation.vectors();
    List<float[]> direct = vectors.subList(0, vectors.size() - 1);
    NDArray slope = weights.getManager().create(vectors.get(vectors.size() - 1));
    NDArray along = sgd.throughClipping(slope, step);
    double norm = Sgd.norm(along);
    if (norm == 0) {
      return new Shards.Learned(validation.result(), direct);
    }
    NDArray change = along.mul(REACH / norm);
    List<float[]> above = problem.trainingByArchitecture(weights.add(change)).vectors();
    List<float[]> below = problem.trainingByArchitecture(weights.sub(change)).vectors();
    double factor = learningRate * norm / (2 * REACH);
    List<float[]> gradients = new ArrayList<>();
    for (int v = 0; v < direct.size(); v++) {
      gradients.add(corrected(direct.get(v), above.get(v), below.get(v), factor));
    }
    return new Shards.Learned(validation.result(), gradients);
  }

  private static float[] corrected(float[] direct, float[] above, float[] below, double factor) {
    float[] gradient = new float[direct.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (direct[i] - factor * ((double) above[i] - below[i]));
    }
    return gradient;
  }
}
