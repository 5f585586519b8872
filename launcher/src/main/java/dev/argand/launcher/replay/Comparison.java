package dev.argand.launcher.replay;

import dev.argand.schemas.avro.Recognition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums up how two models differ, window by window. */
public final class Comparison {
  private final List<String> firstLabels;
  private final List<String> secondLabels;
  private final Map<String, Map<String, Long>> changes = new TreeMap<>();
  private long windows;
  private long same;
  private long onlyFirst;
  private long onlySecond;
  private double worst;
  private String worstLabel = "";

  /** An empty comparison of models with these labels, in the order of their scores. */
  public Comparison(List<String> firstLabels, List<String> secondLabels) {
    this.firstLabels = List.copyOf(firstLabels);
    this.secondLabels = List.copyOf(secondLabels);
  }

  /** Takes a pair. */
  public void add(WindowPair pair) {
    Recognition first = pair.first();
    Recognition second = pair.second();
    if (first == null) {
      onlySecond++;
    } else if (second == null) {
      onlyFirst++;
    } else {
      windows++;
      if (pair.agrees()) {
        same++;
      } else {
        changes
            .computeIfAbsent(WindowPair.said(first), said -> new TreeMap<>())
            .merge(WindowPair.said(second), 1L, Long::sum);
      }
      compareScores(first, second);
    }
  }

  /** Windows that both have. */
  public long windows() {
    return windows;
  }

  /** Windows of which both say the same. */
  public long same() {
    return same;
  }

  /** Windows that only the first model has. */
  public long onlyFirst() {
    return onlyFirst;
  }

  /** Windows that only the second model has. */
  public long onlySecond() {
    return onlySecond;
  }

  /** Greatest difference of the scores of a label that both models know. */
  public double worstDifference() {
    return worst;
  }

  /** The label of {@link #worstDifference}; empty where no score differs. */
  public String worstLabel() {
    return worstLabel;
  }

  /** How often the second said what, by what the first said, where they differ. */
  public Map<String, Map<String, Long>> changes() {
    return changes;
  }

  private void compareScores(Recognition first, Recognition second) {
    for (int i = 0; i < firstLabels.size(); i++) {
      int other = secondLabels.indexOf(firstLabels.get(i));
      if (other < 0) {
        continue;
      }
      double difference = Math.abs(first.getScores().get(i) - second.getScores().get(other));
      if (difference > worst) {
        worst = difference;
        worstLabel = firstLabels.get(i);
      }
    }
  }
}
