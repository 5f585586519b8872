package dev.argand.search.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's figures come from a worker JVM and mean what they say. */
class StepBenchIT {
  @TempDir Path folder;

  @Test
  void measure_partialChannels_haveFewerWeights() throws Exception {
    List<String> phases = new ArrayList<>();
    StepBench.Result whole =
        StepBench.measure(
            new StepBench.Case(Field.COMPLEX, 4, 2, 2, 1, 1, 1),
            folder.resolve("whole.log"),
            step -> phases.add(step.phase()));
    StepBench.Result partial =
        StepBench.measure(
            new StepBench.Case(Field.COMPLEX, 4, 2, 2, 1, 2, 1),
            folder.resolve("partial.log"),
            step -> {});
    assertThat(phases).contains("step");
    assertThat(whole.secondsPerStep()).isPositive();
    assertThat(whole.peakRssMiB()).isBetween(50.0, 4096.0);
    assertThat(whole.operations()).isGreaterThan(1000);
    assertThat(partial.weights()).isLessThan(whole.weights());
  }

  @Test
  void step_channelsThatDoNotDivide_areRefused() {
    assertThatThrownBy(() -> new StepBench.Case(Field.COMPLEX, 8, 32, 3, 4, 3, 1))
        .hasMessageContaining("multiple of twice partial (6), was 8");
  }
}
