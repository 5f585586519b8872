package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation of real channels, and whitening batch normalisation of complex ones.
 *
 * <p>Complex (Trabelsi et al., "Deep Complex Networks", 2018, section 3.5): with V = [[Vrr, Vri],
 * [Vri, Vii]] + eps I the biased covariance over batch and positions, s = sqrt(det V), t = sqrt(Vrr
 * + Vii + 2s), the input is centred and multiplied by W = V^(-1/2), whose entries are Wrr = (Vii +
 * s)/(st), Wii = (Vrr + s)/(st), Wri = -Vri/(st); then by the symmetric Gamma, and beta is added.
 * The gradient flows through W. eps is added where V is used and never stored.
 *
 * <p>Running statistics are the mean and the covariance without eps; variances start at 1/sqrt 2
 * (complex) or 1 (real). [O] The running covariance is the biased one, as in the pass itself.
 */
public final class BatchNorm {
  /** Added to both variances. */
  public static final double EPSILON = 1e-5;

  private final int parts;
  private final int groups;
  private final int channels;
  private final int gamma;
  private final int gammaCross;
  private final int beta;
  private final int mean;

  private BatchNorm(
      int parts, int groups, int channels, int gamma, int gammaCross, int beta, int mean) {
    this.parts = parts;
    this.groups = groups;
    this.channels = channels;
    this.gamma = gamma;
    this.gammaCross = gammaCross;
    this.beta = beta;
    this.mean = mean;
  }

  /** A batch norm that learns Gamma and beta, and keeps running statistics. */
  public static BatchNorm affine(
      ParameterLayout parameters,
      ParameterLayout statistics,
      String name,
      Field field,
      int channels) {
    int p = field.reals();
    float start = p == 2 ? (float) (1 / Math.sqrt(2)) : 1;
    int gamma = parameters.declare(name + ".gamma", 1, Initializer.constant(start), 1, p, channels);
    int cross =
        p == 2
            ? parameters.declare(name + ".gamma_ri", 1, Initializer.constant(0), 1, 1, channels)
            : -1;
    int beta = parameters.declare(name + ".beta", 1, Initializer.constant(0), 1, p, channels);
    int mean = statistics.declare(name + ".mean", 1, Initializer.constant(0), 1, p, channels);
    statistics.declare(name + ".variance", 1, Initializer.constant(start), 1, p, channels);
    if (p == 2) {
      statistics.declare(name + ".covariance", 1, Initializer.constant(0), 1, 1, channels);
    }
    return new BatchNorm(p, 1, channels, gamma, cross, beta, mean);
  }

  /**
   * A batch norm without parameters that always uses the batch's statistics, over groups of
   * channels laid out {@code [groups, parts, channels]}: the one inside a supernet's operations.
   */
  public static BatchNorm plain(Field field, int groups, int channels) {
    return new BatchNorm(field.reals(), groups, channels, -1, -1, -1, -1);
  }

  /** Normalises {@code [batch, groups * parts * channels, bands, frames]}. */
  public NDArray forward(Pass pass, NDArray x) {
    Shape shape = x.getShape();
    Affine map = mean >= 0 && !pass.isTraining() ? folded(pass) : ofBatch(pass, x);
    return map.apply(x.reshape(shape.get(0), groups, parts, channels, -1)).reshape(shape);
  }

  /** The map at a batch's own moments, which it records where running ones are kept. */
  private Affine ofBatch(Pass pass, NDArray x) {
    NDArray sums = sums(x, parts, groups, channels);
    NDArray learned = null;
    if (gamma >= 0) {
      NDArray g = pass.parameter(gamma).reshape(parts, channels);
      NDArray b = pass.parameter(beta).reshape(parts, channels);
      learned =
          parts == 2
              ? Tensors.concat(0, g, pass.parameter(gammaCross).reshape(1, channels), b)
              : Tensors.concat(0, g, b);
    }
    Maps maps = maps(sums, learned, parts, count(x, groups * parts * channels));
    if (mean >= 0) {
      pass.record(array(x, maps.moments(), new Shape(maps.moments().length)));
    }
    return affine(maps.rows(), parts, groups, channels);
  }

  /** The map at an evaluation pass's running statistics. */
  Affine folded(Pass pass) {
    int n = channels;
    double[] in = new double[(Whitening.momentRows(parts) + Whitening.learnedRows(parts)) * n];
    double[] mu = doubles(pass.statistic(mean));
    double[] variance = doubles(pass.statistic(mean + 1));
    int at = copy(mu, in, 0);
    for (int i = 0; i < parts * n; i++) {
      in[at++] = variance[i] + mu[i] * mu[i];
    }
    if (parts == 2) {
      double[] covariance = doubles(pass.statistic(mean + 2));
      for (int i = 0; i < n; i++) {
        in[at++] = covariance[i] + mu[i] * mu[n + i];
      }
    }
    at = copy(doubles(pass.parameter(gamma)), in, at);
    if (parts == 2) {
      at = copy(doubles(pass.parameter(gammaCross)), in, at);
    }
    copy(doubles(pass.parameter(beta)), in, at);
    double[] values = Whitening.at(in, parts, true, n).values();
    Shape shape = new Shape(Whitening.outputs(parts), n);
    return affine(array(pass.statistic(mean), values, shape), parts, groups, channels);
  }

  private static int copy(double[] from, double[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }

  /**
   * Sums over batch and positions: {@code [moments, groups * channels]}, of each part, of its
   * square, and of the product of the two.
   *
   * <p>Plain sums are one reading of the data each, none centred first. [O] Their difference loses
   * digits where a mean is much greater than its deviation.
   *
   * <p>A square is a product with what is cut from the gradient's graph, whose backward pass makes
   * one tensor where that of a power makes three. It gives half of the gradient: {@link #maps}
   * doubles it.
   */
  static NDArray sums(NDArray x, int parts, int groups, int channels) {
    NDArray v = x.reshape(x.getShape().get(0), groups, parts, channels, -1);
    int[] axes = {0, 4};
    NDArray squares = v.mul(v.stopGradient());
    NDArray first = v.sum(axes, false);
    NDArray second = squares.sum(axes, false);
    squares.close();
    NDArray rows;
    if (parts == 2) {
      NDList halves = v.split(2, 2);
      NDArray products = halves.get(0).mul(halves.get(1));
      rows = Tensors.concat(1, first, second, products.sum(axes, false));
      products.close();
    } else {
      rows = Tensors.concat(1, first, second);
    }
    NDArray byRow = groups == 1 ? rows : rows.transpose(1, 0, 2);
    return byRow.reshape(Whitening.momentRows(parts), (long) groups * channels);
  }

  /** How many numbers each sum of {@link #sums} is over. */
  static long count(NDArray x, int planes) {
    return x.size() / planes;
  }

  /**
   * The norms' maps in the gradient's graph.
   *
   * @param sums as {@link #sums} gives them
   * @param learned {@code [rows, groups * channels]} or null
   * @param count how many numbers each sum is over
   */
  static Maps maps(NDArray sums, @Nullable NDArray learned, int parts, long count) {
    int n = (int) sums.getShape().get(1);
    int momentRows = Whitening.momentRows(parts);
    NDArray rows = learned == null ? sums : Tensors.concat(0, sums, learned);
    double[] in = doubles(rows);
    for (int i = 0; i < momentRows * n; i++) {
      in[i] /= count;
    }
    Whitening at = Whitening.at(in, parts, learned != null, n);
    int inputs = at.inputs();
    double[] jacobian = at.jacobian();
    for (int o = 0; o < at.outputs(); o++) {
      for (int i = 0; i < momentRows * n; i++) {
        boolean isOfSquares = i >= parts * n && i < 2 * parts * n;
        int place = o * inputs * n + i;
        jacobian[place] = (isOfSquares ? 2 : 1) * jacobian[place] / count;
      }
    }
    // Zero, with the gradient of the rows: a product J z would lose digits where J is great.
    NDArray change = rows.sub(rows.stopGradient()).reshape(1, inputs, n);
    NDArray slopes = array(sums, jacobian, new Shape(at.outputs(), inputs, n));
    NDArray values = array(sums, at.values(), new Shape(at.outputs(), n));
    return new Maps(slopes.mul(change).sum(new int[] {1}).add(values), at.moments());
  }

  /** Maps {@code [outputs, groups * channels]}, and the moments that they were made from. */
  record Maps(NDArray rows, double[] moments) {}

  /** Rows of maps as the affine map of {@code [groups, parts, channels]}. */
  static Affine affine(NDArray rows, int parts, int groups, int channels) {
    long[] cuts = parts == 2 ? new long[] {2, 4} : new long[] {1};
    NDList split = rows.split(cuts, 0);
    NDArray diagonal = byGroup(split.get(0), parts, groups, channels);
    NDArray bias = byGroup(split.get(split.size() - 1), parts, groups, channels);
    return new Affine(
        diagonal, parts == 2 ? byGroup(split.get(1), parts, groups, channels) : null, bias);
  }

  private static NDArray byGroup(NDArray rows, int parts, int groups, int channels) {
    return groups == 1 || parts == 1
        ? rows.reshape(groups, parts, channels)
        : rows.reshape(parts, groups, channels).transpose(1, 0, 2);
  }

  private static double[] doubles(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] floats = array.toFloatArray();
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  private static NDArray array(NDArray like, double[] values, Shape shape) {
    if (like.getDataType() == DataType.FLOAT64) {
      return like.getManager().create(values, shape);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return like.getManager().create(floats, shape);
  }
}
