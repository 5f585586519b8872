package dev.argand.network.training;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a trainer has learned and that its optimisers remember, as named vectors: a
 * trainer that is set to it goes on bit for bit as the one that gave it would have.
 *
 * <p>The vectors are handed over, not copied, because they may be large: nobody changes them
 * afterwards.
 *
 * @param floats vectors of 32-bit floats: weights, running statistics, SGD's velocity
 * @param doubles vectors of 64-bit floats: alphas and gammas, Adam's moments
 */
public record TrainerState(Map<String, float[]> floats, Map<String, double[]> doubles) {
  public TrainerState {
    floats = Collections.unmodifiableSortedMap(new TreeMap<>(floats));
    doubles = Collections.unmodifiableSortedMap(new TreeMap<>(doubles));
  }

  /** A vector of floats of the given length. */
  float[] floats(String name, long length) {
    float[] values = floats.get(name);
    require(name, length, values == null ? -1 : values.length);
    return values == null ? new float[0] : values;
  }

  /** A vector of doubles of the given length. */
  double[] doubles(String name, long length) {
    double[] values = doubles.get(name);
    require(name, length, values == null ? -1 : values.length);
    return values == null ? new double[0] : values;
  }

  private static void require(String name, long length, int found) {
    if (found != length) {
      throw new IllegalArgumentException(
          "the trainer's state must have %d values of '%s', %s"
              .formatted(length, name, found < 0 ? "has none" : "has " + found));
    }
  }
}
