package dev.argand.launcher.recognition;

import dev.argand.network.bundle.Manifest;
import java.util.ArrayList;
import java.util.List;

/**
 * One window and what a model says of it.
 *
 * @param index k: the window starts k hops after the clip's first sample
 * @param firstSample first sample of the clip that it covers
 * @param endSample one past the last
 * @param label the label with the highest score
 * @param score its score
 * @param threshold the model's threshold for that label
 * @param accepted whether the label is not the background and its score reaches the threshold
 * @param scores every score, in label order
 */
public record HeardWindow(
    long index,
    long firstSample,
    long endSample,
    String label,
    float score,
    double threshold,
    boolean accepted,
    List<Float> scores) {

  public HeardWindow {
    scores = List.copyOf(scores);
  }

  /** What the scores of a window mean under a model: the rule of live recognition. */
  static HeardWindow of(long index, long first, long end, float[] scores, Manifest model) {
    int best = 0;
    List<Float> boxed = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      boxed.add(scores[i]);
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    double threshold = model.thresholds().get(best);
    boolean accepted = best != model.backgroundIndex() && scores[best] >= threshold;
    return new HeardWindow(
        index, first, end, model.labels().get(best), scores[best], threshold, accepted, boxed);
  }
}
