package dev.argand.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules by Prometheus's own tool, and that each alert is tested both ways and explained. */
class AlertsTest {
  private static final Path RUNBOOK = Path.of("..", "docs", "operations.md");

  @TempDir Path folder;

  @Test
  void rules_andConfiguration_areWellFormed() throws Exception {
    assertThat(promtool("check", "rules", "alerts.yml")).contains("SUCCESS");
    assertThat(promtool("check", "config", "prometheus.yml")).contains("SUCCESS");
  }

  @Test
  void alerts_fireAndDoNotFire() throws Exception {
    assertThat(promtool("test", "rules", "alerts_test.yml")).contains("SUCCESS");
  }

  @Test
  void queries_ofEveryDashboard_areWellFormed() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
    int panels = 0;
    for (String name : Dashboard.NAMES) {
      for (PanelQuery query : Dashboard.named(name).queries()) {
        String filled =
            query.with(Map.of("instance", ".*", "__rate_interval", "1m", "__range", "1h"));
        rules.append("      - record: panel_").append(panels++).append('\n');
        rules.append("        expr: '").append(filled.replace("'", "''")).append("'\n");
      }
    }
    Path file = Files.writeString(folder.resolve("panels.yml"), rules);
    assertThat(promtool("check", "rules", file.toAbsolutePath().toString()))
        .contains("SUCCESS: " + panels + " rules found");
  }

  /** Two labels with two answers each, of the version in use and of one that serves no more. */
  @Test
  void mostFrequentErrors_leaveOutWhatIsRight() throws Exception {
    String expression =
        Dashboard.named("right").queries().stream()
            .filter(query -> query.panel().equals("Most frequent errors"))
            .findFirst()
            .orElseThrow()
            .with(Map.of("instance", ".*"));
    StringBuilder test =
        new StringBuilder(
            """
            rule_files: []
            tests:
              - interval: 15s
                input_series:
                  - series: 'argand_model_info{version="2", instance="a"}'
                    values: "1"
            """);
    for (String cell : List.of("bell bell 9", "bell rain 3", "rain rain 8", "rain bell 4")) {
      String[] part = cell.split(" ");
      for (int version = 1; version <= 2; version++) {
        test.append(
            """
                  - series: 'argand_evaluation_confusion_windows{version="%d", meant="%s", said="%s", instance="a"}'
                    values: "%s"
            """
                .formatted(version, part[0], part[1], part[2]));
      }
    }
    test.append(
        """
            promql_expr_test:
              - eval_time: 0s
                expr: '%s'
                exp_samples:
                  - {labels: '{version="2", meant="rain", said="bell"}', value: 4}
                  - {labels: '{version="2", meant="bell", said="rain"}', value: 3}
        """
            .formatted(expression));
    Path file = Files.writeString(folder.resolve("errors_test.yml"), test);
    assertThat(promtool("test", "rules", file.toAbsolutePath().toString())).contains("SUCCESS");
  }

  @Test
  void malformedRule_isFound() throws Exception {
    requirePromtool();
    Path file =
        Files.writeString(
            folder.resolve("bad.yml"),
            "groups:\n  - name: bad\n    rules:\n      - alert: Bad\n        expr: sum(up\n");
    assertThat(run("promtool", "check", "rules", file.toAbsolutePath().toString()).exit())
        .isNotZero();
  }

  @Test
  void everyAlert_isTestedBothWays() throws IOException {
    Map<String, Set<Boolean>> outcomes = new HashMap<>();
    for (JsonNode test : Rules.yaml("alerts_test.yml").path("tests")) {
      for (JsonNode alert : test.path("alert_rule_test")) {
        outcomes
            .computeIfAbsent(alert.path("alertname").asText(), name -> new HashSet<>())
            .add(!alert.path("exp_alerts").isEmpty());
      }
    }
    for (JsonNode alert : Rules.alerts()) {
      String name = alert.path("alert").asText();
      assertThat(outcomes.get(name)).as(name).containsExactlyInAnyOrder(true, false);
    }
    assertThat(outcomes).hasSize(Rules.alerts().size());
  }

  @Test
  void everyAlert_isExplained() throws IOException {
    String runbook = Files.readString(RUNBOOK);
    for (JsonNode alert : Rules.alerts()) {
      String name = alert.path("alert").asText();
      assertThat(alert.path("labels").path("severity").asText())
          .as(name)
          .isIn("critical", "warning");
      assertThat(alert.path("annotations").path("summary").asText()).as(name).isNotBlank();
      assertThat(alert.path("annotations").path("runbook").asText())
          .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(runbook).contains("### " + name + "\n");
    }
  }

  /** Its output; the exit status must be 0. */
  private static String promtool(String... arguments) throws Exception {
    requirePromtool();
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Result result = run(command.toArray(String[]::new));
    assertThat(result.exit()).as(result.output()).isZero();
    return result.output();
  }

  private record Result(int exit, String output) {}

  private static Result run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(Rules.FOLDER.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private static void requirePromtool() throws Exception {
    boolean there;
    try {
      there = run("promtool", "--version").exit() == 0;
    } catch (IOException e) {
      there = false;
    }
    if (!there) {
      String loud =
          "SKIPPED: promtool is not here, so the alerts are NOT tested; install Debian's"
              + " prometheus";
      System.err.println(loud);
      assumeTrue(false, loud);
    }
  }
}
