package dev.argand.inference;

import dev.argand.signal.FrontEnd;
import java.util.List;

/**
 * A loaded classifier, as recognition sees it.
 *
 * <p>Thread-safe: every stream thread asks the same model. Closed once, after the last call has
 * returned.
 */
public interface Model extends AutoCloseable {
  /** SHA-256 (hex) of the bundle's canonical manifest. */
  String digest();

  /** Labels in the order of the scores. */
  List<String> labels();

  /** The label that stands for nothing of interest; one of {@link #labels}. */
  String backgroundLabel();

  /** Least score at which a label counts, one a label, in label order. */
  List<Double> thresholds();

  /** What cuts and transforms the audio for this model. */
  FrontEnd frontEnd();

  /**
   * Scores of one window.
   *
   * @param features {@code [2, bands, frames]} of {@link #frontEnd}; valid during the call only
   * @return one score a label, 0 to 1, summing to 1; a new array
   */
  float[] scores(float[] features);

  /** Frees what the model holds. */
  @Override
  void close();
}
