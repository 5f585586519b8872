package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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
    return forward(pass, x, null);
  }

  /**
   * Normalises and multiplies each group by its scale, in one pass over the data.
   *
   * @param scale {@code [groups]} or null
   */
  public NDArray forward(Pass pass, NDArray x, @Nullable NDArray scale) {
    Shape shape = x.getShape();
    NDArray v = x.reshape(shape.get(0), groups, parts, channels, -1);
    Affine map;
    if (mean >= 0 && !pass.isTraining()) {
      map = folded(pass);
    } else {
      Moments moments = moments(v);
      if (mean >= 0) {
        moments.record(pass);
      }
      map = affine(pass, moments);
    }
    if (scale != null) {
      NDArray factor = scale.reshape(groups, 1, 1);
      map =
          new Affine(
              map.diagonal().mul(factor),
              map.cross() == null ? null : map.cross().mul(factor),
              map.bias().mul(factor));
    }
    return map.apply(v).reshape(shape);
  }

  /** The map at an evaluation pass's running statistics. */
  Affine folded(Pass pass) {
    NDArray covariance = parts == 2 ? pass.statistic(mean + 2) : null;
    return affine(pass, new Moments(pass.statistic(mean), pass.statistic(mean + 1), covariance));
  }

  /**
   * The affine map of a norm without parameters for {@code [batch, groups * parts * channels, H,
   * W]}, from plain second moments: one reading of the data for each, none centred first. [O] Their
   * difference loses digits where a mean is much greater than its deviation; what falls below zero
   * by that is taken as zero.
   */
  Affine whitening(Pass pass, NDArray x) {
    NDArray v = x.reshape(x.getShape().get(0), groups, parts, channels, -1);
    NDArray share = Tensors.scalar(v, 1.0 / (v.getShape().get(0) * v.getShape().get(4)));
    int[] axes = {0, 4};
    NDArray mu = v.sum(axes, false).mul(share);
    NDArray squares = v.square();
    NDArray variance = squares.sum(axes, false).mul(share).sub(mu.square());
    variance = variance.maximum(Tensors.scalar(variance, 0));
    squares.close();
    NDArray covariance = null;
    if (parts == 2) {
      NDList halves = v.split(2, 2);
      NDArray products = halves.get(0).mul(halves.get(1));
      NDList means = mu.split(2, 1);
      covariance = products.sum(axes, false).mul(share).sub(means.get(0).mul(means.get(1)));
      products.close();
    }
    return affine(pass, new Moments(mu, variance, covariance));
  }

  private Moments moments(NDArray v) {
    NDArray share = Tensors.scalar(v, 1.0 / (v.getShape().get(0) * v.getShape().get(4)));
    int[] axes = {0, 4};
    NDArray mu = v.sum(axes, true).mul(share);
    NDArray centred = v.sub(mu);
    NDArray variance = centred.square().sum(axes, false).mul(share);
    NDArray covariance = null;
    if (parts == 2) {
      NDList halves = centred.split(2, 2);
      covariance = halves.get(0).mul(halves.get(1)).sum(axes, false).mul(share);
    }
    return new Moments(mu.reshape(groups, parts, channels), variance, covariance);
  }

  private Affine affine(Pass pass, Moments moments) {
    NDArray variance = moments.variance().add(EPSILON);
    if (moments.covariance() == null) {
      NDArray scale = Tensors.scalar(variance, 1).div(variance.sqrt());
      if (gamma >= 0) {
        scale = scale.mul(pass.parameter(gamma));
      }
      NDArray shift = moments.mean().mul(scale).neg();
      return new Affine(scale, null, gamma >= 0 ? shift.add(pass.parameter(beta)) : shift);
    }
    NDList v = variance.split(2, 1);
    NDArray rr = v.get(0);
    NDArray ii = v.get(1);
    NDArray ri = moments.covariance();
    NDArray determinant = rr.mul(ii).sub(ri.square());
    // Positive but for rounding, which matters where the parts are nearly proportional.
    NDArray floor = Tensors.scalar(determinant, EPSILON * EPSILON);
    NDArray s = determinant.maximum(floor).sqrt();
    NDArray st = rr.add(ii).add(s.add(s)).sqrt().mul(s);
    NDArray whiteDiagonal = Tensors.concat(1, ii, rr).add(s).div(st);
    NDArray whiteCross = ri.div(st).neg();
    NDArray diagonal = whiteDiagonal;
    NDArray cross = Tensors.concat(1, whiteCross, whiteCross);
    if (gamma >= 0) {
      // A = Gamma W: Arr = grr Wrr + gri Wri, Ari = grr Wri + gri Wii, and so on.
      NDArray g = pass.parameter(gamma);
      NDArray gri = pass.parameter(gammaCross);
      NDList w = whiteDiagonal.split(2, 1);
      diagonal = g.mul(whiteDiagonal).add(gri.mul(whiteCross));
      cross = g.mul(whiteCross).add(gri.mul(Tensors.concat(1, w.get(1), w.get(0))));
    }
    NDList mu = moments.mean().split(2, 1);
    NDArray swapped = Tensors.concat(1, mu.get(1), mu.get(0));
    NDArray bias = diagonal.mul(moments.mean()).add(cross.mul(swapped)).neg();
    return new Affine(diagonal, cross, gamma >= 0 ? bias.add(pass.parameter(beta)) : bias);
  }

  /** Mean and biased (co)variance, each {@code [groups, parts or 1, channels]}. */
  private record Moments(NDArray mean, NDArray variance, @Nullable NDArray covariance) {
    void record(Pass pass) {
      pass.record(mean);
      pass.record(variance);
      if (covariance != null) {
        pass.record(covariance);
      }
    }
  }
}
