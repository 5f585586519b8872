package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real convolution of any rectangle without bias, then, if wanted, batch norm, then an
 * activation.
 *
 * <p>With several sub-bands the batch norm is sub-spectral (S. Chang et al., "Subspectral
 * normalization for neural audio data processing", 2021): each channel's sub-bands are normalised
 * as if they were channels.
 */
public final class RealConvolution implements Layer {
  /** What follows the convolution. */
  public enum Activation {
    /** Nothing. */
    NONE,
    /** max(x, 0). */
    RELU,
    /** x / (1 + exp(-x)). */
    SWISH
  }

  /**
   * Geometry, bands before frames.
   *
   * @param in channels
   * @param out channels
   * @param groups 1, or {@code in} for a depthwise convolution
   */
  public record Shape(
      int in,
      int out,
      int height,
      int width,
      int bandStride,
      int frameStride,
      int bandPadding,
      int framePadding,
      int frameDilation,
      int groups) {

    /** A square that keeps the size at stride 1. */
    public static Shape square(int in, int out, int side, int stride) {
      return new Shape(in, out, side, side, stride, stride, side / 2, side / 2, 1, 1);
    }

    /** Along the bands of each channel. */
    public static Shape alongBands(int channels, int height, int stride) {
      return new Shape(channels, channels, height, 1, stride, 1, height / 2, 0, 1, channels);
    }

    /** Along the frames of each channel. */
    public static Shape alongFrames(int channels, int width, int dilation) {
      return new Shape(
          channels, channels, 1, width, 1, 1, 0, dilation * (width / 2), dilation, channels);
    }

    /** Bands of what it gives. */
    public int bandsAfter(int bands) {
      return (bands + 2 * bandPadding - height) / bandStride + 1;
    }

    /** Frames of what it gives. */
    public int framesAfter(int frames) {
      return (frames + 2 * framePadding - frameDilation * (width - 1) - 1) / frameStride + 1;
    }

    /** Multiplications of a position. */
    public long multiplications() {
      return (long) out * (in / groups) * height * width;
    }
  }

  /**
   * What follows.
   *
   * @param subBands of the batch norm; 1 for the common one, 0 for none
   */
  public record After(int subBands, Activation activation) {}

  private final Shape shape;
  private final After after;
  private final int weight;
  private final @Nullable BatchNorm norm;

  /** Declares kernel and norm. */
  public RealConvolution(Site site, Shape shape, After after) {
    this.shape = shape;
    this.after = after;
    int in = shape.in() / shape.groups();
    this.weight =
        site.parameters()
            .declare(
                site.name() + ".weight",
                1,
                Initializer.he(in * shape.height() * shape.width()),
                1,
                shape.out(),
                in,
                shape.height(),
                shape.width());
    this.norm = after.subBands() == 0 ? null : site.norm(shape.out() * after.subBands());
  }

  @Override
  public NDArray forward(Pass pass, NDArray x) {
    NDArray y = convolve(x, pass.parameter(weight).squeeze(0), null);
    return activate(norm == null ? y : norm.forward(pass, inSubBands(y)).reshape(y.getShape()));
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    NDArray kernel = pass.parameter(weight);
    if (norm == null) {
      NDArray plain = kernel.squeeze(0);
      return x -> activate(convolve(x, plain, null));
    }
    Affine affine = norm.folded(pass);
    if (after.subBands() > 1) {
      NDArray plain = kernel.squeeze(0);
      return x -> {
        NDArray y = convolve(x, plain, null);
        NDArray bands = y.reshape(y.getShape().get(0), 1, 1, -1, subBandPositions(y));
        return activate(affine.apply(bands).reshape(y.getShape()));
      };
    }
    NDArray folded = affine.applyToRows(kernel).squeeze(0);
    NDArray bias = affine.bias().reshape(-1);
    return x -> activate(convolve(x, folded, bias));
  }

  private NDArray inSubBands(NDArray y) {
    return after.subBands() == 1
        ? y
        : y.reshape(
            y.getShape().get(0),
            (long) shape.out() * after.subBands(),
            y.getShape().get(2) / after.subBands(),
            y.getShape().get(3));
  }

  private long subBandPositions(NDArray y) {
    return y.getShape().get(2) / after.subBands() * y.getShape().get(3);
  }

  private NDArray activate(NDArray x) {
    return switch (after.activation()) {
      case NONE -> x;
      case RELU -> Tensors.relu(x);
      case SWISH -> x.mul(x.getNDArrayInternal().sigmoid());
    };
  }

  private NDArray convolve(NDArray x, NDArray kernel, @Nullable NDArray bias) {
    return x.getNDArrayInternal()
        .convolution(
            x,
            kernel,
            bias,
            new ai.djl.ndarray.types.Shape(shape.bandStride(), shape.frameStride()),
            new ai.djl.ndarray.types.Shape(shape.bandPadding(), shape.framePadding()),
            new ai.djl.ndarray.types.Shape(1, shape.frameDilation()),
            shape.groups())
        .singletonOrThrow();
  }
}
