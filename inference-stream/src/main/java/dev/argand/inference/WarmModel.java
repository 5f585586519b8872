package dev.argand.inference;

import dev.argand.inference.ModelLoadException.Reason;

/** A model that was loaded, does not contradict itself, and has answered. */
final class WarmModel {
  private static final int CALLS = 3;

  private WarmModel() {}

  /**
   * Loads and warms a model; one that fails is closed.
   *
   * @throws ModelLoadException saying why it may not serve
   */
  static Model load(ModelLoader loader, String digest) throws ModelLoadException {
    try {
      Model model = loader.load(digest);
      try {
        Champion.check(model);
        warm(model);
        return model;
      } catch (RuntimeException | Error | ModelLoadException e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // Natives that do not fit this machine are a LinkageError, a model that does not fit memory
      // is
      // an OutOfMemoryError; the old model must survive both.
      throw new ModelLoadException(Reason.FAILED, "model " + digest + " cannot be loaded: " + e, e);
    }
  }

  /** First calls are slow, and a model that gives no number for silence must never be seated. */
  private static void warm(Model model) throws ModelLoadException {
    float[] silence = new float[model.frontEnd().featureLength()];
    for (int i = 0; i < CALLS; i++) {
      float[] scores = model.scores(silence);
      if (scores.length != model.labels().size() || !RecognitionWriter.finite(scores)) {
        throw new ModelLoadException(
            Reason.REFUSED,
            "model %s must give %d finite scores for silence"
                .formatted(model.digest(), model.labels().size()));
      }
    }
  }
}
