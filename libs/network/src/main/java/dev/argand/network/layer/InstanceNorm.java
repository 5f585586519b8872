package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;

/**
 * Instance normalisation without parameters (Ulyanov, Vedaldi, Lempitsky, 2016): each channel of
 * each example is centred and divided by the root of its mean square over positions plus 1e-5.
 *
 * <p>[O] A complex channel is divided by one real number, the root of the mean of its parts'
 * variances, and is not whitened as in batch norm: an example's last maps have four positions or
 * fewer, whose covariance is next to singular.
 */
final class InstanceNorm {
  private InstanceNorm() {}

  /** Of {@code [batch, parts * channels, bands, frames]}. */
  static NDArray apply(Field field, NDArray x) {
    Shape shape = x.getShape();
    NDArray v = x.reshape(shape.get(0), field.reals(), shape.get(1) / field.reals(), -1);
    NDArray share = Tensors.scalar(v, 1.0 / v.getShape().get(3));
    NDArray centred = v.sub(v.sum(new int[] {3}, true).mul(share));
    NDArray variance = centred.square().sum(new int[] {3}, true).mul(share);
    if (field == Field.COMPLEX) {
      NDList parts = variance.split(2, 1);
      variance = parts.get(0).add(parts.get(1)).mul(Tensors.scalar(v, 0.5));
    }
    return centred.div(variance.add(BatchNorm.EPSILON).sqrt()).reshape(shape);
  }
}
