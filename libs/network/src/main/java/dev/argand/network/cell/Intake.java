package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.argand.network.Field;
import dev.argand.network.Input;
import dev.argand.network.layer.Tensors;

/** What a network reads of features {@code [batch, 2, bands, frames]}. */
final class Intake {
  private Intake() {}

  static NDArray of(Field field, Input input, NDArray features) {
    if (input == Input.PLANES) {
      return features;
    }
    NDList parts = features.split(2, 1);
    NDArray re = parts.get(0);
    NDArray im = parts.get(1);
    NDArray modulus = re.square().add(im.square()).sqrt();
    if (input == Input.MAGNITUDE) {
      return field == Field.REAL ? modulus : Tensors.concat(1, modulus, modulus.zerosLike());
    }
    return field == Field.REAL
        ? Tensors.concat(1, re, im, modulus)
        : Tensors.concat(1, re, modulus, im, modulus.zerosLike());
  }
}
