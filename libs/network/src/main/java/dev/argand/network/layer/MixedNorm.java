package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Batch norms without parameters of several candidates, and the weighted sum of what they give, as
 * matrix products: neither a normalised candidate nor a weighted one is ever written.
 *
 * <p>Each norm is an affine map of two (complex) or one (real) numbers a channel. Multiplied by its
 * candidate's weight and set side by side for all candidates, these maps are one matrix a group
 * that takes the stacked candidates to their sum. Where candidates are large, stacking them costs
 * more than a product for each, added up in place.
 */
public final class MixedNorm {
  /** Real channels up to which normalising alone is a product. */
  private static final int MATRIX_LIMIT = 16;

  /**
   * Numbers from which a candidate is large: it no longer fits into a core's cache. A search of the
   * profile {@code cpu} has half as many.
   */
  private static final long LARGE = 1 << 17;

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
  public NDArray each(NDArray x) {
    Shape shape = x.getShape();
    int planes = field.reals() * channels;
    int edges = (int) shape.get(1) / planes;
    if (planes <= MATRIX_LIMIT) {
      NDArray ones = x.getManager().ones(new Shape(1, edges), x.getDataType());
      return sum(List.of(x), ones).reshape(shape);
    }
    NDArray sums = BatchNorm.sums(x, field.reals(), edges, channels);
    NDArray rows = maps(new NDList(sums), x, edges);
    Affine map = BatchNorm.affine(rows, field.reals(), edges, channels);
    return map.apply(x.reshape(shape.get(0), edges, field.reals(), channels, -1)).reshape(shape);
  }

  /**
   * The sum of candidates that each edge has for itself.
   *
   * @param candidates k of {@code [batch, edges * parts * channels, H, W]}
   * @param weights {@code [k, edges]}
   * @return {@code [batch, edges, parts * channels, H, W]}
   */
  public NDArray sum(List<NDArray> candidates, NDArray weights) {
    int k = candidates.size();
    Shape shape = candidates.get(0).getShape();
    int planes = field.reals() * channels;
    int edges = (int) shape.get(1) / planes;
    NDList stacked = new NDList();
    NDList sums = new NDList();
    for (NDArray candidate : candidates) {
      sums.add(BatchNorm.sums(candidate, field.reals(), edges, channels));
      stacked.add(candidate.reshape(shape.get(0), edges, planes, -1));
    }
    NDArray rows = maps(sums, candidates.get(0), edges);
    NDArray scaled = rows.reshape(-1, k, edges, channels).mul(weights.reshape(1, k, edges, 1));
    return candidates.get(0).size() >= LARGE
        ? sumOfProducts(stacked, scaled, shape)
        : product(Tensors.concat(2, stacked), scaled, shape);
  }

  /**
   * The sums, one an edge, of candidates that all edges share.
   *
   * @param candidates k of {@code [batch, parts * channels, H, W]}; the first {@code normed} of
   *     them are normalised, the others taken as they are
   * @param weights {@code [k, edges]}
   * @return {@code [batch, edges, parts * channels, H, W]}
   */
  public NDArray sumOfShared(List<NDArray> candidates, int normed, NDArray weights) {
    int k = candidates.size();
    Shape shape = candidates.get(0).getShape();
    int planes = field.reals() * channels;
    long edges = weights.getShape().get(1);
    NDList stacked = new NDList();
    NDList sums = new NDList();
    for (int i = 0; i < k; i++) {
      NDArray candidate = candidates.get(i);
      stacked.add(candidate.reshape(shape.get(0), 1, planes, -1));
      if (i < normed) {
        sums.add(BatchNorm.sums(candidate, field.reals(), 1, channels));
      }
    }
    NDArray rows = maps(sums, candidates.get(0), 1).reshape(-1, normed, 1, channels);
    if (normed < k) {
      rows = Tensors.concat(1, rows, identity(rows, k - normed));
    }
    NDArray scaled = rows.mul(weights.reshape(1, k, edges, 1));
    return product(Tensors.concat(2, stacked), scaled, shape);
  }

  private NDArray maps(NDList sums, NDArray like, int edges) {
    long count = BatchNorm.count(like, edges * field.reals() * channels);
    return BatchNorm.maps(Tensors.concat(1, sums), null, field.reals(), count).rows();
  }

  /** Maps that change nothing: {@code [outputs, k, 1, channels]}. */
  private NDArray identity(NDArray like, int k) {
    int parts = field.reals();
    float[] values = new float[Whitening.outputs(parts) * k * channels];
    Arrays.fill(values, 0, parts * k * channels, 1);
    return like.getManager()
        .create(values, new Shape(Whitening.outputs(parts), k, 1, channels))
        .toType(like.getDataType(), false);
  }

  /**
   * The maps of each candidate times that candidate, added up.
   *
   * @param candidates k of {@code [batch, edges, planes, positions]}
   * @param maps {@code [outputs, k, edges, channels]}
   * @param shape of a candidate
   */
  private NDArray sumOfProducts(NDList candidates, NDArray maps, Shape shape) {
    Maps m = split(maps);
    NDArray matrices = m.matrices();
    long edges = matrices.getShape().get(0);
    long planes = matrices.getShape().get(1);
    NDList split =
        candidates.size() == 1 ? new NDList(matrices) : matrices.split(candidates.size(), 2);
    NDArray sum = null;
    for (int i = 0; i < candidates.size(); i++) {
      NDArray matrix = split.get(i).reshape(1, edges, planes, planes);
      NDArray product = matrix.matMul(candidates.get(i));
      if (sum == null) {
        sum = product;
      } else {
        sum.addi(product);
        product.close();
      }
    }
    return Objects.requireNonNull(sum)
        .addi(m.bias().reshape(1, edges, planes, 1))
        .reshape(shape.get(0), edges, planes, shape.get(2), shape.get(3));
  }

  /**
   * The maps, side by side for all candidates, times the stacked candidates.
   *
   * @param all {@code [batch, edges or 1, k * planes, positions]}
   * @param maps {@code [outputs, k, edges, channels]}
   * @param shape of a candidate
   */
  private NDArray product(NDArray all, NDArray maps, Shape shape) {
    Maps m = split(maps);
    NDArray matrices = m.matrices();
    long edges = matrices.getShape().get(0);
    long planes = matrices.getShape().get(1);
    long columns = matrices.getShape().get(2) * planes;
    if (all.getShape().get(1) == 1) {
      return matrices
          .reshape(1, edges * planes, columns)
          .matMul(all.squeeze(1))
          .addi(m.bias().reshape(1, edges * planes, 1))
          .reshape(shape.get(0), edges, planes, -1, shape.get(3));
    }
    return matrices
        .reshape(1, edges, planes, columns)
        .matMul(all)
        .addi(m.bias().reshape(1, edges, planes, 1))
        .reshape(shape.get(0), edges, planes, shape.get(2), shape.get(3));
  }

  /**
   * Maps as they are multiplied.
   *
   * @param matrices {@code [edges, planes, k, planes]}, to and from
   * @param bias {@code [edges, parts, channels]}, of all k
   */
  private record Maps(NDArray matrices, NDArray bias) {}

  private Maps split(NDArray maps) {
    int parts = field.reals();
    NDList split = maps.split(new long[] {parts * (long) parts}, 0);
    return new Maps(matrices(split.get(0)), split.get(1).sum(new int[] {1}).transpose(1, 0, 2));
  }

  private NDArray matrices(NDArray maps) {
    int parts = field.reals();
    long k = maps.getShape().get(1);
    long edges = maps.getShape().get(2);
    long planes = (long) parts * channels;
    NDArray eye =
        maps.getManager()
            .eye(channels)
            .toType(maps.getDataType(), false)
            .reshape(1, 1, 1, channels, channels);
    NDArray blocks = maps.expandDims(4).mul(eye);
    if (parts == 1) {
      return blocks.reshape(k, edges, planes, planes).transpose(1, 2, 0, 3);
    }
    // Blocks Arr, Aii, Ari, Air: rows [Re; Im] over columns [Re, Im].
    NDList b = blocks.split(4, 0);
    NDArray real = Tensors.concat(4, b.get(0), b.get(2));
    NDArray imaginary = Tensors.concat(4, b.get(3), b.get(1));
    // [2, k, edges, channels, planes] to [edges, 2, channels, k, planes]
    return Tensors.concat(0, real, imaginary)
        .transpose(2, 0, 3, 1, 4)
        .reshape(edges, planes, k, planes);
  }
}
