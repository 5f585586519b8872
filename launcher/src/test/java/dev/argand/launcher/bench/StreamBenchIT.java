package dev.argand.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.inference.Guarantee;
import dev.argand.network.ModelEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole measurement, short: that its figures are of what was sent, not how fast that was. */
class StreamBenchIT {
  @TempDir Path folder;

  @Test
  void case_ofThreeSources_isMeasured() throws Exception {
    List<String> phases = new ArrayList<>();
    Duration second = Duration.ofSeconds(1);
    StreamBench.Plan plan = new StreamBench.Plan(0.7, 3, second, second, Duration.ofSeconds(3));
    StreamResult result;
    try (StreamBench bench =
        new StreamBench(folder, BenchModel.write(folder), (what, phase) -> phases.add(phase))) {
      assertThat(bench.model().parameters()).isEqualTo(53_552);
      result =
          bench.measure(
              new StreamCase(3_200, 1, Guarantee.EXACTLY_ONCE, ModelEngine.PYTORCH), plan);
    }

    assertThat(phases).containsExactly("start", "catch up", "measure 3 sources");
    assertThat(result.windows()).isPositive();
    assertThat(result.load()).isPositive();
    assertThat(result.sourcesPerCore()).isPositive();
    assertThat(result.shedSeconds()).isZero();
    assertThat(result.p50Ms()).isBetween(0.0, result.p90Ms());
    assertThat(result.p99Ms()).isBetween(result.p90Ms(), result.maxMs());
    // Each frame is written to the chunks once, and at most a head beside it.
    assertThat(result.changelogRatio()).isBetween(1.0, 1.3);
    var stages = result.cpuMicrosPerWindow();
    double parts =
        stages.entrySet().stream()
            .filter(stage -> !stage.getKey().equals("total"))
            .mapToDouble(stage -> stage.getValue())
            .sum();
    assertThat(stages).allSatisfy((stage, micros) -> assertThat(micros).as(stage).isPositive());
    assertThat(stages.get("total")).isCloseTo(parts, within(1e-6));
  }
}
