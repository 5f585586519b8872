package dev.argand.search.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The lowest thresholds that keep a stated number of false alarms an hour on background audio.
 *
 * <p>A window raises a false alarm when its greatest score belongs to a label other than the
 * background's and reaches that label's threshold. Each label gets an equal share of the allowance.
 * Of n windows the k-th greatest score is exceeded by k of another n windows, to be expected: so
 * one alarm fewer is let through than is allowed. Where the background is too short to tell, the
 * threshold lies just above the greatest score seen, and the allowance is not known to hold: that
 * takes at least a share of an alarm each, hours >= labels / allowed.
 */
final class Thresholds {
  private static final double LEAST = 0.3;
  private static final double MARGIN = 0.01;
  private static final double GREATEST = 0.99;

  private Thresholds() {}

  /**
   * @param scores of background windows, {@code [windows][labels]}
   * @param hours audio that they stand for
   * @return one a label; the background's is 1
   */
  static List<Double> choose(
      float[][] scores, List<String> labels, String background, double allowed, double hours) {
    double share = Math.floor(allowed * hours / Math.max(1, labels.size() - 1));
    int allowedEach = (int) Math.max(0, share - 1);
    List<Double> thresholds = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      if (labels.get(label).equals(background)) {
        thresholds.add(1.0);
        continue;
      }
      List<Float> alarms = new ArrayList<>();
      for (float[] row : scores) {
        if (greatest(row) == label) {
          alarms.add(row[label]);
        }
      }
      alarms.sort(Comparator.reverseOrder());
      double needed = alarms.size() > allowedEach ? alarms.get(allowedEach) + MARGIN : LEAST;
      thresholds.add(Math.min(GREATEST, Math.max(LEAST, needed)));
    }
    return Collections.unmodifiableList(thresholds);
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
