package dev.argand.search.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Accuracy on labelled clips.
 *
 * @param accuracy share of clips whose greatest mean score is their label's, 0 to 1
 * @param n number of clips
 * @param perLabel accuracy of each label's clips
 * @param confusion meant label to said label to number of clips
 */
public record EvaluationReport(
    double accuracy,
    int n,
    Map<String, Double> perLabel,
    Map<String, Map<String, Integer>> confusion) {

  public EvaluationReport {
    perLabel = Collections.unmodifiableMap(new TreeMap<>(perLabel));
    confusion = Collections.unmodifiableMap(new TreeMap<>(confusion));
  }

  /** From counts: meant to said to number. */
  static EvaluationReport of(Map<String, Map<String, Integer>> confusion) {
    int n = 0;
    int right = 0;
    Map<String, Double> perLabel = new TreeMap<>();
    for (Map.Entry<String, Map<String, Integer>> row : confusion.entrySet()) {
      int meant = row.getValue().values().stream().mapToInt(Integer::intValue).sum();
      int said = row.getValue().getOrDefault(row.getKey(), 0);
      perLabel.put(row.getKey(), (double) said / meant);
      n += meant;
      right += said;
    }
    return new EvaluationReport(n == 0 ? 0 : (double) right / n, n, perLabel, confusion);
  }

  /** The four components by name, for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("accuracy", accuracy);
    map.put("n", n);
    map.put("perLabel", perLabel);
    map.put("confusion", confusion);
    return map;
  }
}
