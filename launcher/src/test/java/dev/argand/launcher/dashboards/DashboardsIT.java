package dev.argand.launcher.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.dashboards.Dashboard;
import dev.argand.dashboards.PanelQuery;
import dev.argand.dashboards.PromQl;
import dev.argand.dashboards.SeriesSelector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every dashboard and rule against a real Prometheus that scrapes a running
 * standalone.
 *
 * <p>A panel's query counts as answered if it gave a number, not only NaN, at some second of the
 * run. A rule's expression must be healthy, and a recording must give a number. An alert that does
 * not fire gives nothing, rightly: so it is what it reads that must be there, each metric with a
 * number, and each label that it matches on some series of that metric.
 */
final class DashboardsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final int AUDIO_SECONDS = 600;
  private static final int WINDOWS_TO_LABEL = 30;

  /** Grafana would put four scrapes into a rate; more, since a busy machine scrapes late. */
  private static final Map<String, String> VARIABLES =
      Map.of("instance", ".*", "__rate_interval", "15s", "__range", "1m");

  @TempDir Path folder;

  @Test
  void everyQuery_givesData() throws Exception {
    if (!PrometheusServer.isInstalled()) {
      String loud =
          "SKIPPED: prometheus is not here, so NO query of dashboards is run; install Debian's"
              + " prometheus";
      System.err.println(loud);
      assumeTrue(false, loud);
    }
    try (RunningSystem system = new RunningSystem(folder.resolve("home"));
        PrometheusServer prometheus =
            PrometheusServer.start(folder.resolve("prometheus"), system.target())) {
      await().atMost(PATIENCE).until(prometheus::hasScraped);
      system.search();
      await().atMost(PATIENCE).until(system::hasModel);
      system.promote();
      system.play(AUDIO_SECONDS);
      await().atMost(PATIENCE).until(() -> system.label(WINDOWS_TO_LABEL));
      // So that there is a pause to show.
      System.gc();

      // The detector detects: what does not exist, or is never a number, gives no data.
      assertThat(answers(prometheus, "argand_no_such_metric")).isFalse();
      assertThat(answers(prometheus, "up * NaN")).isFalse();

      Map<String, String> unanswered = queries(prometheus);
      try {
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(2))
            .until(
                () -> {
                  unanswered.values().removeIf(query -> answers(prometheus, query));
                  return unanswered.isEmpty();
                });
      } catch (ConditionTimeoutException e) {
        assertThat(unanswered).as("queries without data").isEmpty();
      }
      for (JsonNode rule : prometheus.rules()) {
        assertThat(rule.path("health").asText())
            .as("%s: %s", rule.path("name").asText(), rule.path("lastError").asText())
            .isEqualTo("ok");
      }
    }
  }

  /** What must give data, by where it is. */
  private static Map<String, String> queries(PrometheusServer prometheus) throws Exception {
    Map<String, String> queries = new LinkedHashMap<>();
    for (String name : Dashboard.NAMES) {
      for (PanelQuery query : Dashboard.named(name).queries()) {
        queries.put(
            "%s, %s: %s".formatted(name, query.panel(), query.expression()), query.with(VARIABLES));
      }
    }
    for (JsonNode rule : prometheus.rules()) {
      String where = rule.path("name").asText();
      if (rule.path("type").asText().equals("recording")) {
        queries.put(where, where);
      }
      for (SeriesSelector read : PromQl.read(rule.path("query").asText()).selectors()) {
        queries.put("%s reads %s".formatted(where, read.metric()), read.metric());
        for (String label : read.labels()) {
          queries.put(
              "%s matches %s of %s".formatted(where, label, read.metric()),
              "%s{%s!=\"\"}".formatted(read.metric(), label));
        }
      }
    }
    return queries;
  }

  private static boolean answers(PrometheusServer prometheus, String query) {
    try {
      return prometheus.values(query).findsNumber();
    } catch (Exception e) {
      throw new IllegalStateException("while asking " + query, e);
    }
  }
}
