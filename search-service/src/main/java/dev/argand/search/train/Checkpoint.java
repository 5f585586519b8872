package dev.argand.search.train;

import dev.argand.network.training.TrainerState;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands: what a later worker needs to go on with it bit for bit. Randomness has no
 * state of its own; it is a function of the seed and the step.
 *
 * @param runId the run that it belongs to
 * @param phase search or retrain
 * @param step steps done of that phase
 * @param genotype what the search found, once it has ended; else null
 * @param carried sums over an unfinished epoch, seconds used, and the like, by name
 * @param state weights, architecture parameters and both optimisers
 */
record Checkpoint(
    String runId,
    String phase,
    int step,
    @Nullable String genotype,
    Map<String, Double> carried,
    TrainerState state) {
  Checkpoint {
    carried = Map.copyOf(new TreeMap<>(carried));
    if (step < 0) {
      throw new IllegalArgumentException("step must be at least 0, was " + step);
    }
  }
}
