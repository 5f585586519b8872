package dev.argand.search.run;

import java.util.Map;

/**
 * How far a run is.
 *
 * @param phase load, search, retrain, evaluate or publish
 * @param done steps done of this phase
 * @param total steps of this phase; 0 when unknown
 * @param values what was measured on the way, such as loss and accuracy
 */
public record Progress(String phase, int done, int total, Map<String, Double> values) {
  public Progress {
    values = Map.copyOf(values);
  }
}
