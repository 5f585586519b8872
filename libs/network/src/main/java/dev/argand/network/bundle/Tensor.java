package dev.argand.network.bundle;

import java.util.Arrays;

/**
 * A named network's array of 32-bit floats, row-major (the last axis varies fastest).
 *
 * <p>Equal when shape and every value's bits are equal. The shape is copied; the values are handed
 * over, not copied, because they may be large: nobody changes them afterwards.
 *
 * @param shape length of each axis, at least 0; no axis is a scalar of one value
 * @param values as many as the product of the shape
 * @throws IllegalArgumentException if a length is negative or the number of values is another
 */
public record Tensor(long[] shape, float[] values) {
  public Tensor {
    shape = shape.clone();
    long size = sizeOf(shape);
    if (size != values.length) {
      throw new IllegalArgumentException(
          "a tensor of shape %s must have %d values, had %d"
              .formatted(Arrays.toString(shape), size, values.length));
    }
  }

  /** A tensor of the given values and shape. */
  public static Tensor of(float[] values, long... shape) {
    return new Tensor(shape, values);
  }

  /** Number of values that a shape holds. */
  static long sizeOf(long[] shape) {
    long size = 1;
    for (long length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "every length of a shape must be at least 0, was " + Arrays.toString(shape));
      }
      try {
        size = Math.multiplyExact(size, length);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "a shape must hold fewer than 2^63 values, was " + Arrays.toString(shape), e);
      }
    }
    return size;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + Arrays.toString(shape);
  }
}
