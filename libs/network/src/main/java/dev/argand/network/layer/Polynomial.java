package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import dev.argand.network.Field;
import dev.argand.network.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A polynomial of its input: depthwise convolutions, multiplied element by element, then ReLU,
 * pointwise convolution, batch norm (Guibbert, "Neural Architecture Search in complex field for
 * audio recognition", 2024). In a complex network the product is the complex one, and tanh and ReLU
 * act on real and imaginary parts each.
 *
 * <p>[O] The stride is on every depthwise convolution, which is padded by half its side, as all of
 * them read the input itself.
 *
 * <p>[O] Where a site's products are scaled, a real number is learned that multiplies the product
 * of the first two factors. It is a way to learn the second one's kernel, by which it is multiplied
 * in the end, so that a finished network has none. A product that is normalised has no scale: it
 * would cancel.
 */
public final class Polynomial implements Layer {
  private final Field field;
  private final OperationKind.Family family;
  private final int channels;
  private final List<Depthwise> factors = new ArrayList<>();
  private final BatchNorm norm;
  private final ConvolutionNorm out;

  /** A polynomial of the given kind over {@code channels} channels. */
  public Polynomial(Site site, OperationKind kind, int channels, int stride) {
    if (!kind.isPolynomial()) {
      throw new IllegalArgumentException("operation must be a polynomial, was " + kind);
    }
    this.field = site.field();
    this.family = kind.family();
    this.channels = channels;
    int before = site.parameters().size();
    boolean scaled = site.scaled() && family != OperationKind.Family.POLYNOMIAL_ASYMMETRIC_4;
    for (int i = 0; i < kind.kernels().size(); i++) {
      Site place = site.at("factor" + (i + 1));
      factors.add(new Depthwise(place, channels, kind.kernels().get(i), stride, scaled && i == 1));
    }
    this.norm =
        family == OperationKind.Family.POLYNOMIAL_ASYMMETRIC_4
            ? site.at("factor2").norm(channels)
            : BatchNorm.plain(field, 1, channels);
    this.out = ConvolutionNorm.dense(site.at("out"), true, channels, channels, 1, 1);
    site.parameters().polynomialSince(before);
  }

  /** What stands for the factors at a pass: their convolutions and the norm of the second. */
  private interface Parts {
    NDArray convolve(int factor, NDArray x);

    NDArray normalize(NDArray b);
  }

  @Override
  public NDArray forward(Pass pass, NDArray x) {
    Parts live =
        new Parts() {
          @Override
          public NDArray convolve(int factor, NDArray in) {
            return factors.get(factor).forward(pass, in);
          }

          @Override
          public NDArray normalize(NDArray b) {
            return norm.forward(pass, b);
          }
        };
    return out.forward(pass, polynomial(live, x));
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    List<NDArray> kernels = factors.stream().map(factor -> factor.kernel(pass)).toList();
    UnaryOperator<NDArray> normalize =
        family == OperationKind.Family.POLYNOMIAL_ASYMMETRIC_4
            ? folded(norm.folded(pass))
            : UnaryOperator.identity();
    UnaryOperator<NDArray> last = out.fold(pass);
    Parts frozen =
        new Parts() {
          @Override
          public NDArray convolve(int factor, NDArray in) {
            return factors.get(factor).convolve(in, kernels.get(factor));
          }

          @Override
          public NDArray normalize(NDArray b) {
            return normalize.apply(b);
          }
        };
    return x -> last.apply(polynomial(frozen, x));
  }

  private UnaryOperator<NDArray> folded(Affine affine) {
    return b ->
        affine
            .apply(b.reshape(b.getShape().get(0), 1, field.reals(), channels, -1))
            .reshape(b.getShape());
  }

  private NDArray polynomial(Parts parts, NDArray x) {
    NDArray a = parts.convolve(0, x);
    return switch (family) {
      case POLYNOMIAL_ASYMMETRIC_4 -> {
        NDArray b = parts.normalize(parts.convolve(1, x.tanh()));
        yield InstanceNorm.apply(field, Tensors.multiply(field, a, b)).add(a);
      }
      case POLYNOMIAL_ASYMMETRIC_5 ->
          Tensors.multiply(field, a, parts.convolve(1, x)).tanh().add(a);
      case POLYNOMIAL_ATTENTION -> {
        NDArray attention = Tensors.multiply(field, a, parts.convolve(1, x)).tanh();
        yield Tensors.multiply(field, attention, parts.convolve(2, x));
      }
      case SEPARABLE, DILATED, POOL, SKIP ->
          throw new IllegalStateException("not a polynomial: " + family);
    };
  }
}
