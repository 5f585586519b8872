package dev.argand.inference;

import dev.argand.signal.FrontEnd;
import java.util.List;
import java.util.function.UnaryOperator;

/** Knows one label beside the background, and says what a test has it say. */
final class OneLabelModel extends TestModel {
  private static final float LEAST_SOUND = 1e-3f;

  private final UnaryOperator<float[]> answer;

  /**
   * A model.
   *
   * @param answer scores of background and label, by the features
   */
  OneLabelModel(String digest, FrontEnd frontEnd, String label, UnaryOperator<float[]> answer) {
    super(digest, frontEnd, List.of("background", label), List.of(0.5, 0.5));
    this.answer = answer;
  }

  @Override
  float[] answer(float[] features) {
    return answer.apply(features);
  }

  /** Where the strongest feature is; below 0 in silence. */
  static int strongest(float[] features) {
    int strongest = 0;
    for (int i = 1; i < features.length; i++) {
      strongest = Math.abs(features[i]) > Math.abs(features[strongest]) ? i : strongest;
    }
    return Math.abs(features[strongest]) > LEAST_SOUND ? strongest : -1;
  }
}
