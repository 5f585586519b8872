package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The few tensor operations that layers and cells share, free of state. */
public final class Tensors {
  private Tensors() {}

  /** Joins along an axis. */
  public static NDArray concat(int axis, NDArray first, NDArray... rest) {
    NDList all = new NDList(first);
    all.addAll(new NDList(rest));
    return concat(axis, all);
  }

  /** Joins along an axis; one tensor is itself (the engine would copy it out of the graph). */
  public static NDArray concat(int axis, NDList tensors) {
    return tensors.size() == 1 ? tensors.get(0) : NDArrays.concat(tensors, axis);
  }

  /** Joins tensors of {@code [batch, parts * channels, H, W]} so that the parts stay outermost. */
  public static NDArray concatChannels(Field field, List<NDArray> tensors) {
    if (field == Field.REAL || tensors.size() == 1) {
      return concat(1, new NDList(tensors));
    }
    NDList views = new NDList();
    for (NDArray tensor : tensors) {
      Shape s = tensor.getShape();
      views.add(tensor.reshape(s.get(0), 2, s.get(1) / 2, s.get(2), s.get(3)));
    }
    NDArray joined = concat(2, views);
    Shape s = joined.getShape();
    return joined.reshape(s.get(0), 2 * s.get(2), s.get(3), s.get(4));
  }

  /**
   * A number as a tensor that lives as long as the pass.
   *
   * <p>{@code x.mul(2)} must not enter a gradient's graph: the engine wraps the number in a tensor
   * over a Java buffer, keeps that tensor for the backward pass, and lets go of the buffer at once,
   * so that a garbage collection in between turns gradients into noise.
   */
  public static NDArray scalar(NDArray like, double value) {
    return like.getManager().create(new double[] {value}).toType(like.getDataType(), true);
  }

  /** Split ReLU: each real number on its own. */
  public static NDArray relu(NDArray x) {
    return x.getNDArrayInternal().relu();
  }

  /**
   * Mixes channels at each position, as a 1x1 convolution does: one matrix product an example and
   * group, which a CPU does in less than half of the convolution's time.
   *
   * @param x {@code [batch, groups * in, H, W]} or {@code [batch, groups, in, positions]}
   * @param kernels {@code [groups, out, in]}
   * @return {@code [batch, groups, out, positions]}
   */
  public static NDArray pointwise(NDArray x, NDArray kernels) {
    long batch = x.getShape().get(0);
    Shape k = kernels.getShape();
    NDArray columns = x.reshape(batch * k.get(0), k.get(2), -1);
    NDArray each =
        kernels
            .expandDims(0)
            .broadcast(batch, k.get(0), k.get(1), k.get(2))
            .reshape(batch * k.get(0), k.get(1), k.get(2));
    return each.batchMatMul(columns).reshape(batch, k.get(0), k.get(1), -1);
  }

  /**
   * The same by a kernel that is frozen, with an offset a channel.
   *
   * @param x {@code [batch, in, H, W]}
   * @param kernel {@code [out, in]}
   * @param bias {@code [out, 1]}
   * @return {@code [batch, out, H, W]}
   */
  static NDArray pointwise(NDArray x, NDArray kernel, NDArray bias) {
    Shape s = x.getShape();
    NDArray columns = x.reshape(s.get(0), s.get(1), s.get(2) * s.get(3));
    return kernel
        .matMul(columns)
        .addi(bias)
        .reshape(s.get(0), kernel.getShape().get(0), s.get(2), s.get(3));
  }

  /**
   * Convolution of {@code [batch, in, H, W]} by {@code [out, in/groups, k, k]}, square geometry.
   */
  public static NDArray conv2d(
      NDArray x,
      NDArray kernel,
      @Nullable NDArray bias,
      int stride,
      int padding,
      int dilation,
      int groups) {
    return x.getNDArrayInternal()
        .convolution(
            x,
            kernel,
            bias,
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(dilation, dilation),
            groups)
        .singletonOrThrow();
  }

  /**
   * The real kernel of a complex one: {@code [[Re, -Im], [Im, Re]]} over the two channel axes.
   *
   * @param kernel {@code [2, groups, out, in, ...]}
   * @return {@code [groups, 2 out, 2 in, ...]}
   */
  public static NDArray structured(NDArray kernel) {
    NDList parts = kernel.split(2, 0);
    NDArray re = parts.get(0).squeeze(0);
    NDArray im = parts.get(1).squeeze(0);
    NDArray top = concat(2, re, im.neg());
    NDArray bottom = concat(2, im, re);
    return concat(1, top, bottom);
  }

  /** The complex (or real) product of two tensors whose first axis is the part. */
  public static NDArray product(NDArray a, NDArray b, int parts) {
    if (parts == 1) {
      return a.mul(b);
    }
    NDList pa = a.split(2, 0);
    NDList pb = b.split(2, 0);
    NDArray re = pa.get(0).mul(pb.get(0)).sub(pa.get(1).mul(pb.get(1)));
    NDArray im = pa.get(0).mul(pb.get(1)).add(pa.get(1).mul(pb.get(0)));
    return concat(0, re, im);
  }

  /**
   * The product of two tensors {@code [batch, parts * channels, ...]}, element by element, complex
   * in the complex field.
   */
  public static NDArray multiply(Field field, NDArray a, NDArray b) {
    if (field == Field.REAL) {
      return a.mul(b);
    }
    NDList pa = a.split(2, 1);
    NDList pb = b.split(2, 1);
    NDArray re = pa.get(0).mul(pb.get(0)).sub(pa.get(1).mul(pb.get(1)));
    NDArray im = pa.get(0).mul(pb.get(1)).add(pa.get(1).mul(pb.get(0)));
    return concat(1, re, im);
  }
}
