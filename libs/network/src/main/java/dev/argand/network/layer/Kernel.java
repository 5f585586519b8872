package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;

/**
 * The weights of a convolution, from the few numbers that it learns to the whole kernel {@code
 * [parts, out, in, k, k]}.
 */
sealed interface Kernel {
  /** Side of the square. */
  int side();

  /** Input channels. */
  int in();

  /** Output channels. */
  int out();

  /** The whole kernel at a pass's parameters. */
  NDArray assemble(Pass pass);

  /** Every weight is learned. */
  record Dense(int parameter, int side, int in, int out) implements Kernel {
    static Dense declare(
        ParameterLayout layout, String name, Field field, int in, int out, int side) {
      int parameter =
          layout.declare(
              name + ".weight",
              field.reals(),
              Initializer.he(in * side * side),
              field.reals(),
              out,
              in,
              side,
              side);
      return new Dense(parameter, side, in, out);
    }

    @Override
    public NDArray assemble(Pass pass) {
      return pass.parameter(parameter);
    }
  }

  /** A depthwise kernel followed by a pointwise one, with nothing between: their product. */
  record Separable(int depthwise, int pointwise, int parts, int side, int in, int out)
      implements Kernel {
    static Separable declare(
        ParameterLayout layout, String name, Field field, int in, int out, int side) {
      int p = field.reals();
      int depthwise =
          layout.declare(name + ".depthwise", p, Initializer.he(side * side), p, in, side, side);
      int pointwise = layout.declare(name + ".pointwise", p, Initializer.he(in), p, out, in);
      return new Separable(depthwise, pointwise, p, side, in, out);
    }

    @Override
    public NDArray assemble(Pass pass) {
      NDArray depth = pass.parameter(depthwise).expandDims(1);
      NDArray point = pass.parameter(pointwise).reshape(parts, out, in, 1, 1);
      return Tensors.product(point, depth, parts);
    }
  }

  /**
   * The factorized reduction of DARTS at stride 2: half of the outputs see x[2i, 2j], the other
   * half x[2i+1, 2j+1]. Written as a 3x3 kernel of padding 1 it also holds for odd sizes.
   */
  record Factorized(int parameter, int parts, int in, int out) implements Kernel {
    private static final float[] TAPS = {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    static Factorized declare(ParameterLayout layout, String name, Field field, int in, int out) {
      if (out % 2 != 0) {
        throw new IllegalArgumentException(
            "a factorized reduction needs an even number of outputs, was " + out);
      }
      int p = field.reals();
      int parameter = layout.declare(name + ".weight", p, Initializer.he(in), p, 2, out / 2, in);
      return new Factorized(parameter, p, in, out);
    }

    @Override
    public int side() {
      return 3;
    }

    @Override
    public NDArray assemble(Pass pass) {
      NDArray weight = pass.parameter(parameter).reshape(parts, 2, out / 2, in, 1, 1);
      NDArray taps =
          weight
              .getManager()
              .create(TAPS, new Shape(1, 2, 1, 1, 3, 3))
              .toType(weight.getDataType(), false);
      return weight.mul(taps).reshape(parts, out, in, 3, 3);
    }
  }
}
