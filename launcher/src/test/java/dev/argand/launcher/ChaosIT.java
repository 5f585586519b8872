package dev.argand.launcher;

import dev.argand.inference.Guarantee;
import dev.argand.signal.CounterRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two instances of recognition and the broker, each a process of its own, killed in random order at
 * random moments, with sends held back, while sources speak and begin new sessions: each window
 * comes as often as the guarantee says. Seeds: {@code -Dargand.crash.seed}. The long run can be
 * shortened by {@code argand.chaos.seconds}, {@code .sources} and {@code .kills}.
 */
class ChaosIT {
  private static final Logger log = LoggerFactory.getLogger(ChaosIT.class);
  private static final String LEFT = "left";
  private static final String RIGHT = "right";
  private static final String BROKER = "broker";
  private static final List<String> ALL = List.of(LEFT, RIGHT, BROKER);
  private static final Duration REAL_TIME = Duration.ofMillis(100);
  private static final Duration TWICE_REAL_TIME = Duration.ofMillis(50);
  private static final int LONGEST_ABSENCE_MS = 1_500;

  @TempDir Path folder;

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void everythingKilledOnce_recognisesEachWindowExactlyOnce() throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    try (CrashBench bench =
        new CrashBench(folder, Guarantee.EXACTLY_ONCE, 4, TWICE_REAL_TIME, seed)) {
      begin(bench);
      CounterRandom random = bench.random("kills");
      int[] order = {0, 1, 2};
      random.shuffle(order);
      for (int victim : order) {
        bench.awaitProgress();
        kill(bench, ALL.get(victim), random);
      }
      bench.awaitProgress();
      bench.verify(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void fiftySources_amongTwentyKills_areRecognised(Guarantee guarantee) throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    int sources = Integer.getInteger("argand.chaos.sources", 50);
    int kills = Integer.getInteger("argand.chaos.kills", 20);
    Duration length = Duration.ofSeconds(Integer.getInteger("argand.chaos.seconds", 300));
    List<String> killed = new ArrayList<>();
    try (CrashBench bench = new CrashBench(folder, guarantee, sources, REAL_TIME, seed)) {
      begin(bench);
      CounterRandom random = bench.random("kills");
      long begin = System.nanoTime();
      for (int kill = 0; kill < kills; kill++) {
        // One in four comes while the last one is still felt.
        if (random.nextInt(4) != 0) {
          bench.awaitProgress();
        }
        double due = (kill + random.nextDouble()) / kills * length.toNanos();
        bench.pass(Duration.ofNanos((long) due).minusNanos(System.nanoTime() - begin));
        String victim = ALL.get(random.nextInt(ALL.size()));
        killed.add(victim);
        kill(bench, victim, random);
      }
      bench.pass(length.minusNanos(System.nanoTime() - begin));
      log.info("Killed in {} s: {}", (System.nanoTime() - begin) / 1_000_000_000L, killed);
      bench.verify(sources * 100);
    }
  }

  private static void begin(CrashBench bench) throws Exception {
    bench.start(LEFT);
    bench.start(RIGHT);
    bench.awaitReady(LEFT);
    bench.awaitReady(RIGHT);
    bench.awaitProgress();
  }

  private static void kill(CrashBench bench, String victim, CounterRandom random) throws Exception {
    Duration absence = Duration.ofMillis(random.nextInt(LONGEST_ABSENCE_MS));
    log.info("{} is killed, for {} ms", victim, absence.toMillis());
    if (victim.equals(BROKER)) {
      bench.restartBroker(absence);
    } else {
      bench.kill(victim);
      bench.pass(absence);
      bench.start(victim);
    }
  }
}
