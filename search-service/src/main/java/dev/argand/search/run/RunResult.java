package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param warnings what to know before trusting it: name, colon, message
 */
public record RunResult(
    String runId,
    Path bundle,
    String digest,
    String genotype,
    long parameters,
    double heldOutAccuracy,
    double searchSeconds,
    double retrainSeconds,
    List<String> warnings) {
  public RunResult {
    warnings = List.copyOf(warnings);
  }

  /** A result without warnings. */
  public RunResult(
      String runId,
      Path bundle,
      String digest,
      String genotype,
      long parameters,
      double heldOutAccuracy,
      double searchSeconds,
      double retrainSeconds) {
    this(
        runId,
        bundle,
        digest,
        genotype,
        parameters,
        heldOutAccuracy,
        searchSeconds,
        retrainSeconds,
        List.of());
  }

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
    map.put("warnings", warnings);
    return map;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
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
        made.get("retrainSeconds").doubleValue(),
        texts(made.path("warnings")));
  }
}
