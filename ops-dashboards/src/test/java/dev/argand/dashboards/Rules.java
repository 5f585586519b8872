package dev.argand.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of {@code ops-dashboards/prometheus}. */
final class Rules {
  /** Where they lie, seen from the module. */
  static final Path FOLDER = Path.of("prometheus");

  private static final YAMLMapper YAML = new YAMLMapper();

  private Rules() {}

  /** Every rule of alerts.yml: alerts and recordings. */
  static List<JsonNode> all() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : yaml("alerts.yml").path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  /** Only the alerts. */
  static List<JsonNode> alerts() throws IOException {
    return all().stream().filter(rule -> rule.has("alert")).toList();
  }

  static JsonNode yaml(String file) throws IOException {
    return YAML.readTree(FOLDER.resolve(file).toFile());
  }
}
