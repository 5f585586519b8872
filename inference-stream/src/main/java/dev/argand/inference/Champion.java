package dev.argand.inference;

import dev.argand.signal.FrontEnd;
import java.util.List;

/**
 * A model in use, and what named it.
 *
 * @param model what is asked
 * @param version its number for people; 0 when it was never announced
 * @param generation generation of the alias log under which it is the champion
 * @param frontEndDigest digest of the model's front end, computed once
 */
record Champion(Model model, int version, long generation, String frontEndDigest) {

  Champion(Model model, int version, long generation) {
    this(model, version, generation, model.frontEnd().digest());
  }

  FrontEnd frontEnd() {
    return model.frontEnd();
  }

  /** The same model under a later generation or a version that became known. */
  Champion renamed(int newVersion, long newGeneration) {
    return new Champion(model, newVersion, newGeneration, frontEndDigest);
  }

  /**
   * Refuses a model that contradicts itself.
   *
   * @throws IllegalArgumentException saying what does not fit
   */
  static void check(Model model) {
    List<String> labels = model.labels();
    if (labels.isEmpty() || labels.size() != model.thresholds().size()) {
      throw new IllegalArgumentException(
          "a model must have one threshold a label, has %d labels and %d thresholds"
              .formatted(labels.size(), model.thresholds().size()));
    }
    if (!labels.contains(model.backgroundLabel())) {
      throw new IllegalArgumentException(
          "the background label %s must be one of the labels %s"
              .formatted(model.backgroundLabel(), labels));
    }
  }
}
