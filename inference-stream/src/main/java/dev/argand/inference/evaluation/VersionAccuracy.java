package dev.argand.inference.evaluation;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How right one model has been on the windows that were judged.
 *
 * @param version its number for people; 0 when it was never announced
 * @param digest its identity
 * @param all every judged window
 * @param recent the last 200 of them by start time
 * @param labels by what was meant: a label's recall
 * @param sources by source
 * @param confusion meant, then said, then how many windows; cells of 0 are absent
 */
public record VersionAccuracy(
    int version,
    String digest,
    Share all,
    Share recent,
    Map<String, Share> labels,
    Map<String, Share> sources,
    Map<String, Map<String, Long>> confusion) {
  public VersionAccuracy {
    labels = sorted(labels);
    sources = sorted(sources);
    Map<String, Map<String, Long>> cells = new TreeMap<>();
    confusion.forEach((meant, said) -> cells.put(meant, sorted(said)));
    confusion = Collections.unmodifiableMap(cells);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
