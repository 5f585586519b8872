package dev.argand.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardTest {
  private static final int COLUMNS = 24;

  /** Dashboards of Grafana 11 have this schema, or a newer one. */
  private static final int SCHEMA = 39;

  static Stream<String> names() {
    return Dashboard.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void dashboard_isOneThatGrafanaLoads(String name) throws IOException {
    JsonNode root = Dashboard.named(name).root();
    assertThat(root.path("uid").asText()).isEqualTo("argand-" + name);
    assertThat(root.path("id").isNull()).as("id is given by Grafana").isTrue();
    assertThat(root.path("title").asText()).startsWith("Argand: ").endsWith("?");
    assertThat(root.path("description").asText()).isNotBlank();
    assertThat(root.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(SCHEMA);
    assertThat(root.path("time").path("from").asText()).isNotBlank();
    List<Integer> ids = new ArrayList<>();
    everyPanel(root.path("panels")).forEach(panel -> ids.add(panel.path("id").asInt()));
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id > 0);
  }

  @ParameterizedTest
  @MethodSource("names")
  void panels_explainThemselves_andHaveUnitsAndThresholds(String name) throws IOException {
    for (JsonNode panel : Dashboard.named(name).panels()) {
      String title = panel.path("title").asText();
      assertThat(title).isNotBlank();
      assertThat(panel.path("description").asText()).as(title).endsWith(".");
      assertThat(panel.path("type").asText())
          .as(title)
          .isIn("stat", "timeseries", "bargauge", "table");
      JsonNode defaults = panel.path("fieldConfig").path("defaults");
      assertThat(defaults.path("unit").asText()).as(title).isNotBlank();
      assertThat(defaults.path("thresholds").path("steps")).as(title).isNotEmpty();
      assertThat(panel.path("datasource").path("uid").asText())
          .as(title)
          .isEqualTo("${datasource}");
      List<String> refIds = new ArrayList<>();
      for (JsonNode target : panel.path("targets")) {
        refIds.add(target.path("refId").asText());
        assertThat(target.path("expr").asText()).as(title).isNotBlank();
        assertThat(target.path("legendFormat").asText()).as(title).isNotBlank();
        assertThat(target.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      }
      assertThat(refIds).as(title).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void layout_liesInTheColumns_andNothingOverlaps(String name) throws IOException {
    Set<List<Integer>> taken = new HashSet<>();
    for (JsonNode panel : everyPanel(Dashboard.named(name).root().path("panels"))) {
      JsonNode at = panel.path("gridPos");
      int x = at.path("x").asInt(-1);
      assertThat(x).isNotNegative();
      assertThat(x + at.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
      for (int column = x; column < x + at.path("w").asInt(); column++) {
        for (int row = at.path("y").asInt(); row < at.path("y").asInt() + at.path("h").asInt(); ) {
          assertThat(taken.add(List.of(column, row++))).as(panel.path("title").asText()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void variables_areBounded_andInUse(String name) throws IOException {
    Dashboard dashboard = Dashboard.named(name);
    List<String> variables = new ArrayList<>();
    for (JsonNode variable : dashboard.root().path("templating").path("list")) {
      variables.add(variable.path("name").asText());
    }
    // Processes and nothing that grows: no source, label or version.
    assertThat(variables).containsExactly("datasource", "instance");
    for (PanelQuery query : dashboard.queries()) {
      // What a rule has recorded is of all processes together.
      for (SeriesSelector selector : PromQl.read(query.expression()).selectors()) {
        if (!query.panel().startsWith("$") && !selector.metric().startsWith("argand:")) {
          assertThat(selector.text()).as(query.panel()).contains("instance=~\"$instance\"");
        }
      }
      assertThat(query.with(Map.of("instance", ".*", "__rate_interval", "1m", "__range", "1h")))
          .doesNotContain("$__")
          .doesNotContain("$instance");
    }
  }

  @Test
  void named_unknown_saysWhatThereIs() {
    assertThatThrownBy(() -> Dashboard.named("seeing"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("hearing")
        .hasMessageContaining("seeing");
  }

  @Test
  void with_aVariableThatHasNoValue_isRefused() {
    PanelQuery query = new PanelQuery("d", "p", "rate(up{instance=~\"$instance\"}[$__interval])");
    assertThatThrownBy(() -> query.with(Map.of("instance", ".*")))
        .hasMessageContaining("$__interval");
  }

  private static List<JsonNode> everyPanel(JsonNode from) {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode panel : from) {
      all.add(panel);
      all.addAll(everyPanel(panel.path("panels")));
    }
    return all;
  }
}
