package dev.argand.search.run;

import java.util.List;
import java.util.Map;

/**
 * How far a run is.
 *
 * @param phase load, search, retrain, evaluate, thresholds, publish or gate
 * @param done steps done of this phase
 * @param total steps of this phase; 0 when unknown
 * @param values what was measured on the way, such as loss and accuracy
 * @param edges the cells as they stand, once an epoch of the search; else empty
 */
public record Progress(
    String phase, int done, int total, Map<String, Double> values, List<EdgeState> edges) {
  public Progress {
    values = Map.copyOf(values);
    edges = List.copyOf(edges);
  }

  /** Progress that says nothing of cells. */
  public Progress(String phase, int done, int total, Map<String, Double> values) {
    this(phase, done, total, values, List.of());
  }
}
