package dev.argand.network.bundle;

import java.util.Arrays;

/**
 * What a model answered when it was published: audio in, scores out, so that front end and network
 * are both covered. A copy, in and out.
 *
 * @param windows audio at the model's rate, [n, windowSamples], finite
 * @param scores probabilities in label order, [n, classes], each in [0, 1], a row's sum 1
 * @throws IllegalArgumentException naming the first row that does not fit
 */
public record Golden(float[][] windows, float[][] scores) {
  /** Room for the rounding of a softmax in 32-bit floats over a few thousand classes. */
  private static final double SUM_TOLERANCE = 1e-3;

  public Golden {
    windows = copy(windows);
    scores = copy(scores);
    require(windows.length >= 1, "a golden must have at least one window, had none");
    require(
        scores.length == windows.length,
        "a golden must have one row of scores a window, %d, had %d"
            .formatted(windows.length, scores.length));
    for (int i = 0; i < windows.length; i++) {
      require(
          windows[i].length == windows[0].length && windows[i].length > 0,
          "golden window %d must have as many samples as the first, %d, had %d"
              .formatted(i, windows[0].length, windows[i].length));
      require(
          scores[i].length == scores[0].length && scores[i].length > 0,
          "golden scores %d must be as many as the first, %d, were %d"
              .formatted(i, scores[0].length, scores[i].length));
      checkValues(i, windows[i], scores[i]);
    }
  }

  /** Number of windows. */
  public int size() {
    return windows.length;
  }

  /** Samples of each window. */
  public int windowSamples() {
    return windows[0].length;
  }

  /** Scores of each window. */
  public int classes() {
    return scores[0].length;
  }

  @Override
  public float[][] windows() {
    return copy(windows);
  }

  @Override
  public float[][] scores() {
    return copy(scores);
  }

  private static void checkValues(int row, float[] window, float[] scores) {
    for (int i = 0; i < window.length; i++) {
      if (!Float.isFinite(window[i])) {
        throw new IllegalArgumentException(
            "golden window %d must be finite, sample %d was %s".formatted(row, i, window[i]));
      }
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      if (!(scores[i] >= 0 && scores[i] <= 1)) {
        throw new IllegalArgumentException(
            "golden scores %d must be in [0, 1], class %d was %s".formatted(row, i, scores[i]));
      }
      sum += scores[i];
    }
    require(
        Math.abs(sum - 1) <= SUM_TOLERANCE,
        "golden scores %d must sum to 1, summed to %s".formatted(row, sum));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private static float[][] copy(float[][] rows) {
    float[][] copy = new float[rows.length][];
    Arrays.setAll(copy, i -> rows[i].clone());
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Golden that
        && Arrays.deepEquals(windows, that.windows)
        && Arrays.deepEquals(scores, that.scores);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(windows) + Arrays.deepHashCode(scores);
  }

  @Override
  public String toString() {
    return "Golden[%d windows of %d samples, %d classes]"
        .formatted(size(), windowSamples(), classes());
  }
}
