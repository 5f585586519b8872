package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.argand.network.Field;
import dev.argand.network.Input;
import dev.argand.network.layer.Tensors;

/** What a network reads of features {@code [batch, 2, bands, frames]}. */
final class Intake {
  private static final int[] FRAMES = {3};

  private Intake() {}

  static NDArray of(Field field, Input input, NDArray features) {
    return switch (input) {
      case PLANES -> features;
      case MAGNITUDE -> alone(field, modulus(features.split(2, 1)));
      case PLANES_AND_MAGNITUDE -> withPlanes(field, features.split(2, 1));
      case CENTRED_MAGNITUDE -> {
        NDArray modulus = modulus(features.split(2, 1));
        yield alone(field, modulus.sub(modulus.mean(FRAMES, true)));
      }
    };
  }

  private static NDArray modulus(NDList parts) {
    return parts.get(0).square().add(parts.get(1).square()).sqrt();
  }

  private static NDArray alone(Field field, NDArray channel) {
    return field == Field.REAL ? channel : Tensors.concat(1, channel, channel.zerosLike());
  }

  private static NDArray withPlanes(Field field, NDList parts) {
    NDArray re = parts.get(0);
    NDArray im = parts.get(1);
    NDArray modulus = modulus(parts);
    return field == Field.REAL
        ? Tensors.concat(1, re, im, modulus)
        : Tensors.concat(1, re, modulus, im, modulus.zerosLike());
  }
}
