package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import java.util.List;

/**
 * Batch norms without parameters of several candidates, and the weighted sum of what they give, in
 * one matrix product: neither a normalised candidate nor a weighted one is ever written.
 *
 * <p>Each norm is an affine map of two (complex) or one (real) numbers a channel. Multiplied by its
 * candidate's weight and set side by side for all candidates, these maps are one matrix a group
 * that takes the stacked candidates to their sum.
 */
public final class MixedNorm {
  /** Real channels up to which normalising alone is a product. */
  private static final int MATRIX_LIMIT = 16;

  private final Field field;
  private final int channels;

  /** Norms over {@code channels} channels of a field. */
  public MixedNorm(Field field, int channels) {
    this.field = field;
    this.channels = channels;
  }

  /**
   * Normalises {@code [batch, edges * parts * channels, H, W]}: as a product while the channels are
   * few, element by element where most of a product would be zeros.
   */
  public NDArray each(Pass pass, NDArray x) {
    Shape shape = x.getShape();
    int planes = field.reals() * channels;
    int edges = (int) shape.get(1) / planes;
    if (planes <= MATRIX_LIMIT) {
      NDArray ones = x.getManager().ones(new Shape(1, edges), x.getDataType());
      return sum(pass, List.of(x), ones).reshape(shape);
    }
    Affine map = BatchNorm.plain(field, edges, channels).whitening(pass, x);
    return map.apply(x.reshape(shape.get(0), edges, field.reals(), channels, -1)).reshape(shape);
  }

  /**
   * The sum of candidates that each edge has for itself.
   *
   * @param candidates k of {@code [batch, edges * parts * channels, H, W]}
   * @param weights {@code [k, edges]}
   * @return {@code [batch, edges, parts * channels, H, W]}
   */
  public NDArray sum(Pass pass, List<NDArray> candidates, NDArray weights) {
    int k = candidates.size();
    Shape shape = candidates.get(0).getShape();
    int planes = field.reals() * channels;
    long edges = shape.get(1) / planes;
    NDList stacked = new NDList();
    NDList diagonals = new NDList();
    NDList crosses = new NDList();
    NDList biases = new NDList();
    for (NDArray candidate : candidates) {
      Affine map = BatchNorm.plain(field, (int) edges, channels).whitening(pass, candidate);
      add(map, diagonals, crosses, biases);
      stacked.add(candidate.reshape(shape.get(0), edges, planes, -1));
    }
    // [k, edges, parts, channels] to [edges, parts, channels] a candidate, then columns by k.
    NDArray factor = weights.reshape(k, edges, 1, 1);
    NDArray matrix = matrix(stack(diagonals).mul(factor), scaled(crosses, factor));
    NDArray columns = matrix.transpose(1, 2, 0, 3).reshape(1, edges, planes, (long) k * planes);
    NDArray bias = stack(biases).mul(factor).sum(new int[] {0}).reshape(1, edges, planes, 1);
    NDArray all = Tensors.concat(2, stacked);
    NDArray product = columns.matMul(all);
    NDArray sum = product.add(bias).reshape(shape.get(0), edges, planes, shape.get(2), -1);
    product.close();
    return sum;
  }

  /**
   * The sums, one an edge, of candidates that all edges share.
   *
   * @param candidates k of {@code [batch, parts * channels, H, W]}; the first {@code normed} of
   *     them are normalised, the others taken as they are
   * @param weights {@code [k, edges]}
   * @return {@code [batch, edges, parts * channels, H, W]}
   */
  public NDArray sumOfShared(Pass pass, List<NDArray> candidates, int normed, NDArray weights) {
    int k = candidates.size();
    Shape shape = candidates.get(0).getShape();
    int planes = field.reals() * channels;
    long edges = weights.getShape().get(1);
    NDList stacked = new NDList();
    NDList diagonals = new NDList();
    NDList crosses = new NDList();
    NDList biases = new NDList();
    for (int i = 0; i < k; i++) {
      NDArray candidate = candidates.get(i);
      stacked.add(candidate.reshape(shape.get(0), planes, -1));
      if (i < normed) {
        Affine map = BatchNorm.plain(field, 1, channels).whitening(pass, candidate);
        add(map, diagonals, crosses, biases);
      } else {
        NDArray zero = diagonals.get(0).zerosLike();
        diagonals.add(diagonals.get(0).onesLike());
        crosses.add(zero);
        biases.add(zero);
      }
    }
    NDArray factor = weights.reshape(k, edges, 1, 1);
    NDArray matrix = matrix(stack(diagonals).mul(factor), scaled(crosses, factor));
    NDArray columns = matrix.transpose(1, 2, 0, 3).reshape(1, edges * planes, (long) k * planes);
    NDArray bias = stack(biases).mul(factor).sum(new int[] {0}).reshape(1, edges * planes, 1);
    NDArray all = Tensors.concat(1, stacked);
    NDArray product = columns.matMul(all);
    NDArray sum = product.add(bias).reshape(shape.get(0), edges, planes, shape.get(2), -1);
    product.close();
    return sum;
  }

  private void add(Affine map, NDList diagonals, NDList crosses, NDList biases) {
    diagonals.add(map.diagonal());
    if (map.cross() != null) {
      crosses.add(map.cross());
    }
    biases.add(map.bias());
  }

  /** {@code [k, edges or 1, parts, channels]}. */
  private static NDArray stack(NDList maps) {
    NDList raised = new NDList();
    for (NDArray map : maps) {
      raised.add(map.expandDims(0));
    }
    return Tensors.concat(0, raised);
  }

  private NDArray scaled(NDList crosses, NDArray factor) {
    return field == Field.REAL ? factor : stack(crosses).mul(factor);
  }

  /**
   * Dense matrices {@code [k, edges, planes, planes]} of affine maps: a diagonal of scalars (real),
   * or two by two diagonals (complex).
   */
  private NDArray matrix(NDArray diagonal, NDArray cross) {
    Shape s = diagonal.getShape();
    long k = s.get(0);
    long edges = s.get(1);
    NDArray eye = diagonal.getManager().eye(channels).toType(diagonal.getDataType(), false);
    if (field == Field.REAL) {
      return diagonal.reshape(k, edges, channels, 1).mul(eye.reshape(1, 1, channels, channels));
    }
    NDList d = diagonal.split(2, 2);
    NDList c = cross.split(2, 2);
    // Rows [Re; Im], columns [Re, Im]: y_r = Arr x_r + Ari x_i, y_i = Air x_r + Aii x_i.
    NDArray real = Tensors.concat(2, d.get(0), c.get(1));
    NDArray imaginary = Tensors.concat(2, c.get(0), d.get(1));
    NDArray blocks =
        Tensors.concat(
            4,
            real.reshape(k, edges, 2, channels, 1, 1),
            imaginary.reshape(k, edges, 2, channels, 1, 1));
    return blocks
        .mul(eye.reshape(1, 1, 1, channels, 1, channels))
        .reshape(k, edges, 2L * channels, 2L * channels);
  }
}
