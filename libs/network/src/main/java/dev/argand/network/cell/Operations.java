package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import dev.argand.network.OperationKind;
import dev.argand.network.layer.ConvolutionNorm;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Polynomial;
import dev.argand.network.layer.PoolNorm;
import dev.argand.network.layer.Site;
import java.util.function.UnaryOperator;

/** Builds the layer of a candidate operation (Liu et al. 2019, and its reference code). */
final class Operations {
  private Operations() {}

  static Layer create(Site site, OperationKind kind, int channels, int stride) {
    int side = kind.kernel();
    return switch (kind.family()) {
      case SEPARABLE ->
          new Chain(
              ConvolutionNorm.separable(site.at("first"), channels, side, stride, 1),
              ConvolutionNorm.separable(site.at("second"), channels, side, 1, 1));
      case DILATED -> ConvolutionNorm.separable(site, channels, side, stride, 2);
      case POOL -> new PoolNorm(site, kind == OperationKind.MAX3, channels, stride);
      case SKIP ->
          stride == 1
              ? new Identity()
              : ConvolutionNorm.factorizedReduction(site, channels, channels);
      case POLYNOMIAL_ASYMMETRIC_4, POLYNOMIAL_ASYMMETRIC_5, POLYNOMIAL_ATTENTION ->
          new Polynomial(site, kind, channels, stride);
    };
  }

  private record Chain(Layer first, Layer second) implements Layer {
    @Override
    public NDArray forward(Pass pass, NDArray x) {
      return second.forward(pass, first.forward(pass, x));
    }

    @Override
    public UnaryOperator<NDArray> fold(Pass pass) {
      UnaryOperator<NDArray> a = first.fold(pass);
      UnaryOperator<NDArray> b = second.fold(pass);
      return x -> b.apply(a.apply(x));
    }
  }

  private record Identity() implements Layer {
    @Override
    public NDArray forward(Pass pass, NDArray x) {
      return x;
    }

    @Override
    public UnaryOperator<NDArray> fold(Pass pass) {
      return UnaryOperator.identity();
    }
  }
}
