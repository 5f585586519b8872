package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * ReLU (optional), convolution without bias, batch norm: the unit that every learned operation of a
 * cell is made of. The ReLU of a complex tensor acts on real and imaginary parts each (CReLU).
 *
 * <p>A separable kernel runs as depthwise then pointwise matrix products where the map is small
 * ({@link DepthwiseProduct}). On greater maps it is multiplied out and run as one dense convolution
 * while it is narrow, where a CPU's depthwise backward is slow.
 */
public final class ConvolutionNorm implements Layer {
  /** Real channels up to which a separable convolution runs as one dense one. */
  static final int DENSE_LIMIT = 32;

  private final Field field;
  private final boolean activated;
  private final Kernel kernel;
  private final int stride;
  private final int dilation;
  private final BatchNorm norm;

  private ConvolutionNorm(
      Field field, boolean activated, Kernel kernel, int stride, int dilation, BatchNorm norm) {
    this.field = field;
    this.activated = activated;
    this.kernel = kernel;
    this.stride = stride;
    this.dilation = dilation;
    this.norm = norm;
  }

  /** A dense convolution, such as the stem (not activated) or a cell's 1x1 preprocessing. */
  public static ConvolutionNorm dense(
      Site site, boolean activated, int in, int out, int side, int stride) {
    Kernel kernel =
        Kernel.Dense.declare(site.parameters(), site.name(), site.field(), in, out, side);
    return new ConvolutionNorm(site.field(), activated, kernel, stride, 1, site.norm(out));
  }

  /** ReLU, depthwise, pointwise, batch norm. */
  public static ConvolutionNorm separable(
      Site site, int channels, int side, int stride, int dilation) {
    Kernel kernel =
        Kernel.Separable.declare(
            site.parameters(), site.name(), site.field(), channels, channels, side);
    return new ConvolutionNorm(site.field(), true, kernel, stride, dilation, site.norm(channels));
  }

  /** ReLU, factorized reduction to half the size, batch norm. */
  public static ConvolutionNorm factorizedReduction(Site site, int in, int out) {
    Kernel kernel =
        Kernel.Factorized.declare(site.parameters(), site.name(), site.field(), in, out);
    return new ConvolutionNorm(site.field(), true, kernel, 2, 1, site.norm(out));
  }

  @Override
  public NDArray forward(Pass pass, NDArray x) {
    NDArray input = input(x);
    NDArray y;
    if (kernel instanceof Kernel.Separable separable) {
      y = separable(pass, input, separable);
    } else if (kernel.side() == 1 && stride == 1) {
      y = pointwise(input, kernel.assemble(pass));
    } else {
      y = convolve(input, real(kernel.assemble(pass)), null);
    }
    return norm.forward(pass, y);
  }

  private NDArray separable(Pass pass, NDArray input, Kernel.Separable separable) {
    var geometry =
        DepthwiseProduct.Geometry.of(input.getShape(), separable.side(), stride, dilation);
    if (!geometry.isSmall() && !isWide(separable)) {
      return convolve(input, real(kernel.assemble(pass)), null);
    }
    NDArray depth;
    if (geometry.isSmall()) {
      NDArray kernels = pass.parameter(separable.depthwise());
      long taps = (long) separable.side() * separable.side();
      depth =
          DepthwiseProduct.of(
              input, kernels.reshape(field.reals(), separable.in(), taps), geometry);
    } else {
      depth = depthwise(input, pass.parameter(separable.depthwise()));
    }
    NDArray point =
        pass.parameter(separable.pointwise())
            .reshape(field.reals(), separable.out(), separable.in(), 1, 1);
    return pointwise(depth, point);
  }

  /**
   * @param point {@code [parts, out, in, 1, 1]}
   */
  private NDArray pointwise(NDArray x, NDArray point) {
    Shape shape = x.getShape();
    NDArray real = real(point);
    NDArray kernels = real.reshape(1, real.getShape().get(0), real.getShape().get(1));
    return Tensors.pointwise(x, kernels)
        .reshape(shape.get(0), real.getShape().get(0), shape.get(2), shape.get(3));
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    Affine affine = norm.folded(pass);
    NDArray bias = affine.bias().reshape(-1);
    if (kernel instanceof Kernel.Separable separable && isWide(separable)) {
      return folded(pass, separable, affine, bias);
    }
    NDArray folded = affine.applyToRows(real(kernel.assemble(pass)).expandDims(0)).squeeze(0);
    if (kernel.side() == 1 && stride == 1) {
      NDArray matrix = folded.reshape(bias.size(), -1);
      NDArray offset = bias.reshape(-1, 1);
      return x -> Tensors.pointwise(input(x), matrix, offset);
    }
    return x -> convolve(input(x), folded, bias);
  }

  /**
   * Depthwise, then pointwise, with nothing between that would have to be computed: for a complex
   * kernel A + iB each plane, real or imaginary, is convolved with A and with B in one grouped
   * convolution, and the crossing is in the pointwise kernel.
   */
  private UnaryOperator<NDArray> folded(
      Pass pass, Kernel.Separable separable, Affine affine, NDArray bias) {
    int in = separable.in();
    int planes = field.reals() * in;
    int padding = dilation * (kernel.side() / 2);
    NDArray weight = pass.parameter(separable.depthwise());
    NDArray point = pass.parameter(separable.pointwise());
    NDArray each;
    NDArray joined;
    if (field == Field.REAL) {
      each = weight.reshape(in, 1, kernel.side(), kernel.side());
      joined = point.reshape(1, separable.out(), in, 1, 1);
    } else {
      // [in, A and B, taps], for the real planes and again for the imaginary ones
      NDArray both = weight.reshape(2, in, -1).transpose(1, 0, 2);
      each = Tensors.concat(0, both, both).reshape(4L * in, 1, kernel.side(), kernel.side());
      joined = crossed(point, separable.out(), in);
    }
    NDArray pointwise = affine.applyToRows(joined).reshape(bias.size(), -1);
    NDArray offset = bias.reshape(-1, 1);
    return x ->
        Tensors.pointwise(
            Tensors.conv2d(input(x), each, null, stride, padding, dilation, planes),
            pointwise,
            offset);
  }

  /**
   * The pointwise kernel U + iV over columns A x, B x of each real plane x, then A y, B y of each
   * imaginary plane y: the depthwise result is (A x - B y) + i (B x + A y).
   *
   * @return {@code [1, 2 * out, 4 * in, 1, 1]}
   */
  private static NDArray crossed(NDArray point, int out, int in) {
    NDList parts = point.reshape(2, out, in, 1).split(2, 0);
    NDArray u = parts.get(0).squeeze(0);
    NDArray v = parts.get(1).squeeze(0);
    NDArray top = columns(u, v.neg(), v.neg(), u.neg());
    NDArray bottom = columns(v, u, u, v.neg());
    return Tensors.concat(0, top, bottom).reshape(1, 2L * out, 4L * in, 1, 1);
  }

  private static NDArray columns(NDArray ax, NDArray bx, NDArray ay, NDArray by) {
    long out = ax.getShape().get(0);
    NDArray real = Tensors.concat(2, ax, bx).reshape(out, -1);
    NDArray imaginary = Tensors.concat(2, ay, by).reshape(out, -1);
    return Tensors.concat(1, real, imaginary);
  }

  private NDArray input(NDArray x) {
    return activated ? Tensors.relu(x) : x;
  }

  private boolean isWide(Kernel.Separable separable) {
    return field.reals() * separable.in() > DENSE_LIMIT;
  }

  private NDArray real(NDArray whole) {
    return field == Field.REAL
        ? whole.squeeze(0)
        : Tensors.structured(whole.expandDims(1)).squeeze(0);
  }

  private NDArray convolve(NDArray x, NDArray realKernel, @Nullable NDArray bias) {
    int padding = dilation * (kernel.side() / 2);
    return Tensors.conv2d(x, realKernel, bias, stride, padding, dilation, 1);
  }

  /** (A + iB)(x + iy) a channel: A and B each run over [x; y], then cross. */
  private NDArray depthwise(NDArray x, NDArray weight) {
    int padding = dilation * (kernel.side() / 2);
    int planes = field.reals() * kernel.in();
    if (field == Field.REAL) {
      NDArray k = weight.reshape(kernel.in(), 1, kernel.side(), kernel.side());
      return Tensors.conv2d(x, k, null, stride, padding, dilation, planes);
    }
    var parts = weight.split(2, 0);
    NDArray a = parts.get(0).reshape(kernel.in(), 1, kernel.side(), kernel.side());
    NDArray b = parts.get(1).reshape(kernel.in(), 1, kernel.side(), kernel.side());
    NDArray ax =
        Tensors.conv2d(x, Tensors.concat(0, a, a), null, stride, padding, dilation, planes);
    NDArray bx =
        Tensors.conv2d(x, Tensors.concat(0, b, b), null, stride, padding, dilation, planes);
    var halves = bx.split(2, 1);
    return ax.add(Tensors.concat(1, halves.get(1).neg(), halves.get(0)));
  }
}
