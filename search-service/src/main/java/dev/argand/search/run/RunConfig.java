package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run was asked to do, as its folder's {@code config.json} keeps it: enough to do it again.
 *
 * @param runId SHA-256 of data digest, profile and seed, the first 16 hex digits
 * @param data what {@code DataSets.open} takes, a file or folder by its real path
 * @param dataDigest digest of the data
 * @param profile name or file of the profile, a file by its real path
 * @param values every setting of the profile, defaults too
 * @param seed fixes the run
 * @param device cpu or cuda
 * @param spectra java, or the natives of training spectra
 * @param program version and commit of the program that began it
 * @param startedAt when it was begun
 */
public record RunConfig(
    String runId,
    String data,
    String dataDigest,
    String profile,
    Map<String, String> values,
    long seed,
    String device,
    String spectra,
    String program,
    Instant startedAt) {
  public RunConfig {
    SortedMap<String, String> sorted = new TreeMap<>(values);
    values = Collections.unmodifiableSortedMap(sorted);
  }

  /**
   * In what this asks for something else than another request; nothing where a run of this is a run
   * of the other. Settings that only one of them knows, being of another version, do not count.
   */
  List<String> differences(RunConfig other) {
    List<String> all = new ArrayList<>();
    if (!dataDigest.equals(other.dataDigest)) {
      all.add("its data are %s (%.12s)".formatted(other.data, other.dataDigest));
    }
    if (seed != other.seed) {
      all.add("its seed is %d".formatted(other.seed));
    }
    values.forEach(
        (name, value) -> {
          String its = other.values.getOrDefault(name, value);
          if (!its.equals(value)) {
            all.add("its %s is %s".formatted(name, its));
          }
        });
    return all;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runId", runId);
    map.put("data", data);
    map.put("dataDigest", dataDigest);
    map.put("profile", profile);
    map.put("values", values);
    map.put("seed", seed);
    map.put("device", device);
    map.put("spectra", spectra);
    map.put("program", program);
    map.put("startedAt", startedAt.toString());
    return map;
  }

  /**
   * Back from {@link #toMap}.
   *
   * @throws IllegalArgumentException if something is missing or not what was expected
   */
  static RunConfig of(JsonNode said) {
    Map<String, String> values = new TreeMap<>();
    said.path("values").properties().forEach(e -> values.put(e.getKey(), e.getValue().asText()));
    if (!said.path("seed").isIntegralNumber()) {
      throw new IllegalArgumentException("seed must be a whole number, was " + said.get("seed"));
    }
    Instant startedAt;
    try {
      startedAt = Instant.parse(text(said, "startedAt"));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("startedAt must be a time: " + e.getMessage(), e);
    }
    return new RunConfig(
        text(said, "runId"),
        text(said, "data"),
        text(said, "dataDigest"),
        text(said, "profile"),
        values,
        said.get("seed").longValue(),
        text(said, "device"),
        text(said, "spectra"),
        text(said, "program"),
        startedAt);
  }

  private static String text(JsonNode said, String name) {
    JsonNode value = said.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " must be a text, was " + value);
    }
    return value.textValue();
  }
}
