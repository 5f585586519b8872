package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.NetworkSpec;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import java.util.function.UnaryOperator;

/**
 * A network to train or to recognise with: features {@code [batch, 2, bands, frames]} (real plane,
 * imaginary plane) to logits {@code [batch, classes]}.
 *
 * <p>It holds no weights: two flat vectors, laid out by {@link #parameters()} and {@link
 * #statistics()}, come with each {@link Pass}. Immutable, so threads may share it.
 */
public interface Network {
  /** Lays out the network of a specification. */
  static Network of(NetworkSpec spec) {
    return of(spec, false);
  }

  /**
   * Lays out the network of a specification to be trained.
   *
   * @param scaledProducts whether its polynomials learn a scale of their product
   */
  static Network of(NetworkSpec spec, boolean scaledProducts) {
    if (spec.architecture() instanceof FixedArchitecture fixed) {
      return switch (fixed) {
        case RESNET18 -> new ResNet18(spec);
        case BC_RESNET -> new BcResNet(spec);
      };
    }
    return new DerivedNetwork(spec, scaledProducts);
  }

  /** Layout of what is learned. */
  ParameterLayout parameters();

  /** Layout of the batch norms' running statistics. */
  ParameterLayout statistics();

  /** Logits {@code [batch, classes]} of features {@code [batch, 2, bands, frames]}. */
  NDArray forward(Pass pass, NDArray features);

  /** The same map at an evaluation pass, with batch norms folded into kernels. */
  UnaryOperator<NDArray> fold(Pass pass);

  /** Real multiplications with addition of a window, convolutions and products only. */
  double multiplications();
}
