package dev.argand.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dashboards and rules read only metrics and labels that Argand has. */
class MetricNamesTest {
  private static final String PLANTED =
      """
      {"title": "planted", "panels": [{"type": "row", "panels": [
        {"type": "stat", "title": "one", "targets": [{"expr": "sum(rate(%s[1m]))"}]}]}]}
      """;

  @Test
  void queries_ofEveryDashboard_readWhatExists() throws Exception {
    for (String name : Dashboard.NAMES) {
      Dashboard dashboard = Dashboard.named(name);
      assertThat(dashboard.queries()).as(name).isNotEmpty();
      assertThat(problems(dashboard)).as(name).isEmpty();
    }
  }

  @Test
  void expressions_ofEveryRule_readWhatExists() throws Exception {
    Map<String, Set<String>> known = known();
    for (JsonNode rule : Rules.all()) {
      String name = rule.path("alert").asText(rule.path("record").asText());
      assertThat(problems(name, rule.path("expr").asText(), known)).isEmpty();
    }
  }

  @Test
  void panel_ofAMetricThatDoesNotExist_isFound() throws Exception {
    assertThat(problems(planted("argand_recognition_windows_total"))).isEmpty();
    assertThat(problems(planted("argand_recognition_window_total")))
        .containsExactly("one: argand_recognition_window_total is no metric of Argand");
    // Of a meter that is there, but is a counter.
    assertThat(problems(planted("argand_recognition_windows"))).hasSize(1);
    assertThat(problems(planted("argand_model_generation_total"))).hasSize(1);
  }

  @Test
  void panel_ofALabelThatDoesNotExist_isFound() throws Exception {
    assertThat(problems(planted("argand_recognitions_total{accepted='true'}"))).isEmpty();
    assertThat(problems(planted("argand_recognitions_total{acepted='true'}")))
        .containsExactly("one: argand_recognitions_total has no label acepted");
    assertThat(problems("two", "sum by (lable) (rate(argand_recognitions_total[1m]))", known()))
        .containsExactly("two: no metric that is read has the label lable");
  }

  @Test
  void declaredMetrics_areAllInUse() throws Exception {
    Set<String> used = new HashSet<>();
    for (String name : Dashboard.NAMES) {
      Dashboard.named(name).queries().forEach(query -> used.addAll(metrics(query.expression())));
    }
    Rules.all().forEach(rule -> used.addAll(metrics(rule.path("expr").asText())));
    assertThat(used).containsAll(KnownMetrics.DECLARED.keySet());
  }

  private static Dashboard planted(String selector) throws IOException {
    return Dashboard.parse(PLANTED.formatted(selector));
  }

  private static List<String> problems(Dashboard dashboard) throws IOException {
    Map<String, Set<String>> known = known();
    List<String> problems = new ArrayList<>();
    for (PanelQuery query : dashboard.queries()) {
      problems.addAll(problems(query.panel(), query.expression(), known));
    }
    return problems;
  }

  private static List<String> problems(
      String where, String expression, Map<String, Set<String>> known) {
    PromQl read = PromQl.read(expression);
    List<String> problems = new ArrayList<>();
    Set<String> groupable = new HashSet<>(KnownMetrics.TARGET_LABELS);
    for (SeriesSelector selector : read.selectors()) {
      Set<String> labels = known.get(selector.metric());
      if (labels == null) {
        problems.add("%s: %s is no metric of Argand".formatted(where, selector.metric()));
        continue;
      }
      groupable.addAll(labels);
      selector.labels().stream()
          .filter(label -> !labels.contains(label) && !KnownMetrics.TARGET_LABELS.contains(label))
          .map(label -> "%s: %s has no label %s".formatted(where, selector.metric(), label))
          .forEach(problems::add);
    }
    read.groupings().stream()
        .filter(label -> !groupable.contains(label))
        .map(label -> "%s: no metric that is read has the label %s".formatted(where, label))
        .forEach(problems::add);
    return problems;
  }

  /** A recording has the labels that its expression groups by, or those of what it reads. */
  private static Map<String, Set<String>> known() throws IOException {
    KnownMetrics known = new KnownMetrics();
    for (JsonNode rule : Rules.all()) {
      if (rule.has("record")) {
        PromQl read = PromQl.read(rule.path("expr").asText());
        Set<String> labels = new HashSet<>(read.groupings());
        for (SeriesSelector selector : read.selectors()) {
          if (read.groupings().isEmpty()) {
            labels.addAll(known.labels().getOrDefault(selector.metric(), Set.of()));
          }
        }
        known.addRecorded(rule.path("record").asText(), labels);
      }
    }
    return known.labels();
  }

  private static List<String> metrics(String expression) {
    return PromQl.read(expression).selectors().stream().map(SeriesSelector::metric).toList();
  }
}
