package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run made.
 *
 * @param runId SHA-256 of data digest, profile and seed, the first 16 hex digits
 * @param bundle the model bundle's file
 * @param digest its identity
 * @param genotype the two cells, as one line
 * @param parameters real numbers learned
 * @param heldOutAccuracy on groups that were never trained on, 0 to 1
 * @param searchSeconds wall time of the search
 * @param retrainSeconds wall time of the retraining
 */
public record RunResult(
    String runId,
    Path bundle,
    String digest,
    String genotype,
    long parameters,
    double heldOutAccuracy,
    double searchSeconds,
    double retrainSeconds) {

  /** The components by name, for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runId", runId);
    map.put("bundle", bundle.toString());
    map.put("digest", digest);
    map.put("genotype", genotype);
    map.put("parameters", parameters);
    map.put("heldOutAccuracy", heldOutAccuracy);
    map.put("searchSeconds", searchSeconds);
    map.put("retrainSeconds", retrainSeconds);
    return map;
  }

  /** Back from {@link #toMap}; a bundle without a folder lies in the given one. */
  static RunResult of(JsonNode made, Path folder) {
    return new RunResult(
        made.get("runId").textValue(),
        folder.resolve(made.get("bundle").textValue()),
        made.get("digest").textValue(),
        made.get("genotype").textValue(),
        made.get("parameters").longValue(),
        made.get("heldOutAccuracy").doubleValue(),
        made.get("searchSeconds").doubleValue(),
        made.get("retrainSeconds").doubleValue());
  }
}
