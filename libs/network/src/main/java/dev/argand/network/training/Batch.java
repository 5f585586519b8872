package dev.argand.network.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Examples to learn from.
 *
 * @param size number of examples
 * @param features {@code [size, 2, bands, frames]}, row-major
 * @param targets {@code [size, classes]}, rows that sum to 1; mixtures of labels are allowed
 */
public record Batch(int size, float[] features, float[] targets) {
  public Batch {
    if (size < 1 || features.length % size != 0 || targets.length % size != 0) {
      throw new IllegalArgumentException(
          "a batch of %d needs whole rows of features and targets, had %d and %d values"
              .formatted(size, features.length, targets.length));
    }
  }

  /**
   * The batch in parts of consecutive examples whose sizes differ by at most one.
   *
   * @throws IllegalArgumentException if a part would be empty
   */
  List<Batch> split(int parts) {
    if (parts == 1) {
      return List.of(this);
    }
    if (size < parts) {
      throw new IllegalArgumentException(
          "a batch of %d cannot be split into %d parts".formatted(size, parts));
    }
    List<Batch> split = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int from = i * size / parts;
      int to = (i + 1) * size / parts;
      split.add(new Batch(to - from, rows(features, from, to), rows(targets, from, to)));
    }
    return split;
  }

  private float[] rows(float[] values, int from, int to) {
    int row = values.length / size;
    return Arrays.copyOfRange(values, from * row, to * row);
  }

  /** Number of classes. */
  public int classes() {
    return targets.length / size;
  }
}
