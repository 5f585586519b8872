package dev.argand.search.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The lowest thresholds that keep a stated number of false alarms an hour on background audio.
 *
 * <p>A window raises a false alarm when its greatest score belongs to a label other than the
 * background's and reaches that label's threshold. Of n windows the k-th greatest score is exceeded
 * by k of another n windows, to be expected. What is allowed should hold in nearly every hour and
 * not in every other one, so half of it is what is expected, and a margin is kept.
 *
 * <p>Each label has an equal share of that and a threshold of its own. Where there is less
 * background than it takes for a label's share to be one alarm, its threshold lies just above the
 * greatest score seen: then of all labels up to one alarm each is expected in as much background
 * again.
 */
final class Thresholds {
  private static final double LEAST = 0.3;

  /** A score of exactly 1 is accepted even so; {@link #falseAlarms} counts it. */
  private static final double GREATEST = 1 - 1e-6;

  /**
   * How far above a score a threshold lies, in units of its logit: alarms come in flocks, for what
   * a network mistakes once it mistakes for as long as it lasts. One unit halves them, about.
   */
  private static final double MARGIN = 1;

  /** Part of what is allowed that is expected. */
  private static final double EXPECTED = 0.5;

  private Thresholds() {}

  /**
   * Thresholds that hold on each of several kinds of background.
   *
   * @param kinds a kind's scores of windows, {@code [windows][labels]}
   * @param allowed alarms an hour
   * @param hours audio that a window stands for
   * @return one a label; the background's is 1
   */
  static List<Double> choose(
      List<float[][]> kinds, List<String> labels, String background, double allowed, double hours) {
    List<Double> thresholds = new ArrayList<>();
    labels.forEach(label -> thresholds.add(label.equals(background) ? 1 : LEAST));
    for (float[][] scores : kinds) {
      double expected = EXPECTED * allowed * hours * scores.length;
      List<List<Float>> alarms = alarms(scores, labels, background);
      int each = (int) (expected / Math.max(1, labels.size() - 1));
      for (int label = 0; label < labels.size(); label++) {
        if (!labels.get(label).equals(background)) {
          double own = above(alarms.get(label), Math.max(0, each - 1));
          thresholds.set(label, Math.max(thresholds.get(label), own));
        }
      }
    }
    return Collections.unmodifiableList(thresholds);
  }

  /** By label, the scores of the windows that it is greatest in. */
  private static List<List<Float>> alarms(
      float[][] scores, List<String> labels, String background) {
    List<List<Float>> alarms = new ArrayList<>();
    labels.forEach(label -> alarms.add(new ArrayList<>()));
    for (float[] row : scores) {
      int said = greatest(row);
      if (!labels.get(said).equals(background)) {
        alarms.get(said).add(row[said]);
      }
    }
    return alarms;
  }

  /** A threshold that so many of the scores reach, and the next does not. */
  private static double above(List<Float> scores, int reached) {
    if (scores.size() <= reached) {
      return LEAST;
    }
    double score = scores.stream().sorted(Comparator.reverseOrder()).toList().get(reached);
    double logit = Math.log(score / Math.max(1e-9, 1 - score)) + MARGIN;
    return Math.min(GREATEST, Math.max(LEAST, 1 / (1 + Math.exp(-logit))));
  }

  /** False alarms among background windows. */
  static int falseAlarms(
      float[][] scores, List<String> labels, String background, List<Double> thresholds) {
    int alarms = 0;
    for (float[] row : scores) {
      int said = greatest(row);
      if (!labels.get(said).equals(background) && row[said] >= thresholds.get(said)) {
        alarms++;
      }
    }
    return alarms;
  }

  private static int greatest(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[best]) {
        best = i;
      }
    }
    return best;
  }
}
