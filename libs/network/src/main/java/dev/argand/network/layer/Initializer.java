package dev.argand.network.layer;

import dev.argand.signal.CounterRandom;
import java.util.Arrays;

/** Fills the initial values of one parameter; complex parameters have shape {@code [2, ...]}. */
@FunctionalInterface
public interface Initializer {
  /** Fills {@code values}, whose planes are the {@code parts} equal slices, real first. */
  void fill(float[] values, int parts, CounterRandom random);

  /** Every value of the plane {@code part} is set; the others stay 0. */
  static Initializer constant(float value) {
    return (values, parts, random) -> Arrays.fill(values, 0, values.length / parts, value);
  }

  /**
   * He initialisation. Complex: modulus Rayleigh with scale 1/sqrt(fanIn), phase uniform (Trabelsi
   * et al., "Deep Complex Networks", 2018, section 3.6), so that E|w|^2 = 2/fanIn. Real: normal
   * with variance 2/fanIn.
   */
  static Initializer he(int fanIn) {
    return (values, parts, random) -> {
      int n = values.length / parts;
      double scale = 1 / Math.sqrt(fanIn);
      for (int i = 0; i < n; i++) {
        if (parts == 1) {
          values[i] = (float) (random.nextGaussian() * Math.sqrt(2) * scale);
        } else {
          double modulus = scale * Math.sqrt(-2 * Math.log1p(-random.nextDouble()));
          double phase = 2 * Math.PI * random.nextDouble();
          values[i] = (float) (modulus * Math.cos(phase));
          values[n + i] = (float) (modulus * Math.sin(phase));
        }
      }
    };
  }
}
