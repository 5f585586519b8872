package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.Guarantee;
import dev.argand.schemas.avro.DetectionState;
import dev.argand.signal.CounterRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the only instance of recognition again and again while it listens, with sends held back:
 * afterwards every window has been recognised exactly once, with the scores of a run without
 * interruption, and every detection has begun once and ended once. With at-least-once nothing is
 * missing, and what comes twice is equal.
 */
class CrashIT {
  private static final String VICTIM = "victim";
  private static final int SOURCES = 6;
  private static final int KILLS = 10;
  private static final int LONGEST_LIFE_MS = 2_500;
  private static final Duration TWICE_REAL_TIME = Duration.ofMillis(50);

  @TempDir Path folder;

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void service_killedTenTimes_recognisesEachWindowExactlyOnce() throws Exception {
    killAndVerify(Guarantee.EXACTLY_ONCE);
  }

  @Test
  @Tag("long")
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void service_killedTenTimes_recognisesEachWindowAtLeastOnce() throws Exception {
    killAndVerify(Guarantee.AT_LEAST_ONCE);
  }

  /**
   * A consumer that stands still for a minute, is taken for dead by its group and then goes on:
   * every window is heard, and no detection is split. (That its lag sheds nothing by the usual rule
   * is OverloadTest's.)
   */
  @Test
  @Tag("long")
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void service_pausedForAMinute_splitsNoDetection() throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    try (CrashBench bench =
        new CrashBench(folder, Guarantee.EXACTLY_ONCE, 2, TWICE_REAL_TIME, seed)) {
      bench.start(VICTIM);
      bench.awaitReady(VICTIM);
      bench.pass(Duration.ofSeconds(3));
      bench.instance(VICTIM).freeze();
      bench.pass(Duration.ofSeconds(60));
      bench.instance(VICTIM).thaw();
      bench.pass(Duration.ofSeconds(3));
      assertThat(bench.verify(500).values())
          .as("what was written of each detection, seed %d", seed)
          .allMatch(List.of(DetectionState.OPEN, DetectionState.CLOSED)::equals);
    }
  }

  private void killAndVerify(Guarantee guarantee) throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    try (CrashBench bench = new CrashBench(folder, guarantee, SOURCES, TWICE_REAL_TIME, seed)) {
      CounterRandom random = bench.random("kills");
      for (int kill = 0; kill < KILLS; kill++) {
        bench.start(VICTIM);
        // One in four dies while it still joins its group and restores its stores.
        if (random.nextInt(4) == 0) {
          bench.pass(Duration.ofMillis(500 + random.nextInt(LONGEST_LIFE_MS)));
        } else {
          bench.awaitReady(VICTIM);
          bench.pass(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MS)));
        }
        bench.kill(VICTIM);
      }
      bench.start(VICTIM);
      Map<String, List<DetectionState>> detections = bench.verify(500);
      if (guarantee == Guarantee.EXACTLY_ONCE) {
        assertThat(detections.values())
            .as("what was written of each detection, seed %d", seed)
            .allMatch(List.of(DetectionState.OPEN, DetectionState.CLOSED)::equals);
      }
    }
  }
}
