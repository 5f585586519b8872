package dev.argand.launcher.recognition;

import dev.argand.inference.HearingRule;
import dev.argand.network.bundle.Manifest;
import dev.argand.schemas.avro.QualityFlag;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.Level;
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
 * @param decision accepted, or why not
 * @param levelDbfs level of its audio, in dB below full scale
 * @param quality what is wrong with its audio
 */
public record HeardWindow(
    long index,
    long firstSample,
    long endSample,
    String label,
    float score,
    double threshold,
    boolean accepted,
    List<Float> scores,
    WindowDecision decision,
    double levelDbfs,
    List<QualityFlag> quality) {

  public HeardWindow {
    scores = List.copyOf(scores);
    quality = List.copyOf(quality);
  }

  /** What the scores of a window mean under a model: the rule of live recognition. */
  static HeardWindow of(
      long index,
      long first,
      long end,
      float[] scores,
      Manifest model,
      Level level,
      int sourceRateHz,
      HearingRule rule) {
    int best = 0;
    List<Float> boxed = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      boxed.add(scores[i]);
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    double threshold = model.thresholds().get(best);
    WindowDecision decision =
        rule.decision().decide(scores, best, threshold, model.backgroundIndex(), level);
    List<QualityFlag> quality = rule.quality().flags(level, sourceRateHz, model.frontEnd());
    if (decision == WindowDecision.NOT_A_NUMBER) {
      quality.add(QualityFlag.NON_FINITE);
    }
    return new HeardWindow(
        index,
        first,
        end,
        model.labels().get(best),
        scores[best],
        threshold,
        decision == WindowDecision.ACCEPTED,
        boxed,
        decision,
        level.dbfs(),
        quality);
  }
}
