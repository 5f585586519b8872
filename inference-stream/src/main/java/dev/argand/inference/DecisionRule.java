package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.Level;
import java.util.List;

/**
 * When a window counts as heard, beyond what its model asks: the background and unknown policy.
 *
 * <p>The first reason against a window is its decision, in the order of {@link #decide}. With the
 * usual values only the model's own thresholds decide.
 *
 * @param minScore least highest score, in [0, 1]
 * @param minMargin least difference of the highest score to the next one, in [0, 1]
 * @param minDbfs least level of the window's audio; {@link Level#SILENCE_DBFS} lets all pass
 */
public record DecisionRule(double minScore, double minMargin, double minDbfs) {
  public static final Setting<Double> MIN_SCORE =
      Setting.decimal(
          "decision.min.score", 0, 1, 0.0, "least score, whatever the model's threshold is");
  public static final Setting<Double> MIN_MARGIN =
      Setting.decimal(
          "decision.min.margin", 0, 1, 0.0, "least distance of the best score to the next one");
  public static final Setting<Double> MIN_DBFS =
      Setting.decimal(
          "decision.min.dbfs",
          Level.SILENCE_DBFS,
          0,
          Level.SILENCE_DBFS,
          "least level of a window, in dB below full scale");

  /** The rule of the settings' defaults: the model's thresholds decide alone. */
  public static final DecisionRule USUAL = new DecisionRule(0, 0, Level.SILENCE_DBFS);

  public DecisionRule {
    require(minScore >= 0 && minScore <= 1, "minScore must be in [0, 1], was " + minScore);
    require(minMargin >= 0 && minMargin <= 1, "minMargin must be in [0, 1], was " + minMargin);
    require(
        minDbfs >= Level.SILENCE_DBFS && minDbfs <= 0,
        "minDbfs must be in [-200, 0], was " + minDbfs);
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(MIN_SCORE, MIN_MARGIN, MIN_DBFS);
  }

  static DecisionRule of(Settings settings) throws SettingException {
    return new DecisionRule(
        settings.get(MIN_SCORE), settings.get(MIN_MARGIN), settings.get(MIN_DBFS));
  }

  /**
   * What becomes of a window.
   *
   * @param best index of the highest score
   * @param threshold the model's for that label
   * @param background index of the background class
   */
  public WindowDecision decide(
      float[] scores, int best, double threshold, int background, Level level) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        return WindowDecision.NOT_A_NUMBER;
      }
    }
    if (level.samples() > 0 && level.dbfs() < minDbfs) {
      return WindowDecision.TOO_QUIET;
    }
    if (best == background) {
      return WindowDecision.BACKGROUND;
    }
    if (scores[best] < threshold) {
      return WindowDecision.BELOW_THRESHOLD;
    }
    if (scores[best] < minScore) {
      return WindowDecision.BELOW_MIN_SCORE;
    }
    return margin(scores, best) < minMargin ? WindowDecision.SMALL_MARGIN : WindowDecision.ACCEPTED;
  }

  private static float margin(float[] scores, int best) {
    float next = 0;
    for (int i = 0; i < scores.length; i++) {
      if (i != best) {
        next = Math.max(next, scores[i]);
      }
    }
    return scores[best] - next;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
