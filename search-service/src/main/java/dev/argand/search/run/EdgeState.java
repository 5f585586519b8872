package dev.argand.search.run;

import java.util.Map;

/**
 * An edge of a search cell as it stands in the middle of a search.
 *
 * @param cell normal or reduction
 * @param source node that it leaves; 0 and 1 are the cell's inputs
 * @param target node that it enters
 * @param gate the edge's weight as the method activates its gamma: 0 to 1
 * @param weights operation (its short name) to its weight as the method activates its alpha
 */
public record EdgeState(
    String cell, int source, int target, double gate, Map<String, Double> weights) {
  public EdgeState {
    weights = Map.copyOf(weights);
  }
}
