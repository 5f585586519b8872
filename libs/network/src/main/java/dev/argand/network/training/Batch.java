package dev.argand.network.training;

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

  /** Number of classes. */
  public int classes() {
    return targets.length / size;
  }
}
