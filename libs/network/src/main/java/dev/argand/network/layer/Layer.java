package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/** A map from {@code [batch, channels, bands, frames]} to the same kind of tensor. */
public interface Layer {
  /** Runs over a batch, recording statistics if the pass is a training one. */
  NDArray forward(Pass pass, NDArray x);

  /**
   * The same map at an evaluation pass's parameters and running statistics, with everything that
   * does not depend on the input computed once: batch norms are folded into the kernels before
   * them. The arrays it holds belong to the manager of the pass's flat vectors.
   */
  UnaryOperator<NDArray> fold(Pass pass);
}
