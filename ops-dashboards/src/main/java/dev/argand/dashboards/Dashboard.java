package dev.argand.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Grafana dashboard: its JSON, and the queries in it. */
public final class Dashboard {
  /** Names of the dashboards, each for one question. */
  public static final List<String> NAMES = List.of("hearing", "right", "searching");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** {@code label_values(METRIC, label)}, the only kind of variable that asks Prometheus. */
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((.+),\\s*[a-zA-Z_]\\w*\\)");

  private final JsonNode root;

  private Dashboard(JsonNode root) {
    this.root = root;
  }

  /**
   * One of {@link #NAMES}, from this module's resources.
   *
   * @throws FileNotFoundException if there is none of that name
   */
  public static Dashboard named(String name) throws IOException {
    String resource = "/grafana/" + name + ".json";
    try (InputStream json = Dashboard.class.getResourceAsStream(resource)) {
      if (json == null) {
        throw new FileNotFoundException(
            "dashboard must be one of %s, was %s".formatted(NAMES, name));
      }
      return new Dashboard(JSON.readTree(json));
    }
  }

  /** A dashboard from JSON's text. */
  public static Dashboard parse(String json) throws IOException {
    return new Dashboard(JSON.readTree(json));
  }

  /** The JSON, as Grafana has it. */
  public JsonNode root() {
    return root;
  }

  /** Its title. */
  public String title() {
    return root.path("title").asText();
  }

  /** Every panel, those inside of collapsed rows included; rows are not. */
  public List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    collect(root.path("panels"), panels);
    return panels;
  }

  /** The queries of every panel and of every variable. */
  public List<PanelQuery> queries() {
    List<PanelQuery> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new PanelQuery(title(), panel.path("title").asText(), target.path("expr").asText()));
      }
    }
    for (JsonNode variable : root.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        queries.add(
            new PanelQuery(title(), "$" + variable.path("name").asText(), series(variable)));
      }
    }
    return queries;
  }

  private static String series(JsonNode variable) {
    String query = variable.path("query").path("query").asText();
    Matcher matcher = LABEL_VALUES.matcher(query);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a variable's query must be label_values(METRIC, label), was " + query);
    }
    return matcher.group(1);
  }

  private static void collect(JsonNode from, List<JsonNode> panels) {
    for (JsonNode panel : from) {
      if (panel.path("type").asText().equals("row")) {
        collect(panel.path("panels"), panels);
      } else {
        panels.add(panel);
      }
    }
  }
}
