package dev.argand.search.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A run in a line.
 *
 * @param config what was asked for
 * @param folder where it is
 * @param state how it stands
 * @param phase the newest epoch's phase; empty before the first
 * @param epoch the newest epoch's number
 * @param heldOutAccuracy 0 to 1; not a number before the run is done
 * @param message why it failed or is lost, else empty
 */
public record RunSummary(
    RunConfig config,
    Path folder,
    State state,
    String phase,
    int epoch,
    double heldOutAccuracy,
    String message) {

  /** How a run stands. */
  public enum State {
    /** A worker works on it. */
    WORKING,
    /** Its worker was killed or its machine stopped; another can go on. */
    INTERRUPTED,
    /** Its worker refused or could not go on. */
    FAILED,
    /** It was done, and its bundle was deleted since. */
    LOST,
    /** Its model is there. */
    DONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The parts by name, for JSON; what is not known is null. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runId", config.runId());
    map.put("state", state.toString());
    map.put("data", config.data());
    map.put("profile", config.profile());
    map.put("seed", config.seed());
    map.put("startedAt", config.startedAt().toString());
    map.put("phase", phase);
    map.put("epoch", epoch);
    map.put("heldOutAccuracy", Double.isNaN(heldOutAccuracy) ? null : heldOutAccuracy);
    map.put("message", message);
    map.put("folder", folder.toString());
    return map;
  }
}
