package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.Guarantee;
import dev.argand.signal.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Instances of recognition come, leave, die, and come back from the dead: one that was stopped for
 * longer than its session goes on in the middle of what it did, while another has its partitions.
 * Each window comes as often as the guarantee says. The long run can be shortened by {@code
 * argand.rebalance.changes} and {@code .sources}.
 */
class RebalanceIT {
  private static final Logger log = LoggerFactory.getLogger(RebalanceIT.class);
  private static final Duration REAL_TIME = Duration.ofMillis(100);
  private static final int MOST_INSTANCES = 3;

  @TempDir Path folder;

  /** What becomes of the group. */
  private enum Change {
    COMES,
    LEAVES,
    DIES,
    IS_A_ZOMBIE
  }

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void zombieLeaveAndArrival_recogniseEachWindowExactlyOnce() throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    try (CrashBench bench = new CrashBench(folder, Guarantee.EXACTLY_ONCE, 8, REAL_TIME, seed)) {
      bench.start("a");
      bench.start("b");
      bench.awaitReady("a");
      bench.awaitReady("b");
      bench.awaitProgress();
      zombie(bench, "a");
      // Only the zombie is left: it must have found its way back.
      bench.leave("b");
      bench.awaitProgress();
      bench.start("c");
      bench.awaitReady("c");
      bench.awaitProgress();
      bench.verify(200);
    }
  }

  /** Each of the two takes over what it stood by for, and stands by again. */
  @ParameterizedTest
  @EnumSource
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void standbys_takeOver_andRecogniseEachWindow(Guarantee guarantee) throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    try (CrashBench bench = new CrashBench(folder, guarantee, 1, 8, REAL_TIME, seed)) {
      bench.start("a");
      bench.start("b");
      bench.awaitReady("a");
      bench.awaitReady("b");
      bench.awaitProgress();
      bench.kill("a");
      // What it had sent is no progress of the other.
      bench.pass(Duration.ofSeconds(1));
      bench.awaitProgress();
      bench.start("a");
      bench.awaitReady("a");
      bench.awaitProgress();
      bench.leave("b");
      bench.awaitProgress();
      bench.verify(200);
      assertThat(Stream.of("a", "b").map(name -> folder.resolve("state-" + name)))
          .as("state is in memory alone, so nothing of it can be stale or another's")
          .allSatisfy(state -> assertThat(taskFolders(state)).isEmpty());
    }
  }

  /** What Streams keeps of tasks in a state folder. */
  private static List<Path> taskFolders(Path state) throws IOException {
    if (!Files.exists(state)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(state)) {
      return all.filter(path -> path.getFileName().toString().matches("\\d+_\\d+")).toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void instancesThatComeAndGo_recogniseEachWindow(Guarantee guarantee) throws Exception {
    long seed = Long.getLong("argand.crash.seed", System.nanoTime());
    int sources = Integer.getInteger("argand.rebalance.sources", 20);
    int changes = Integer.getInteger("argand.rebalance.changes", 16);
    List<String> made = new ArrayList<>();
    try (CrashBench bench = new CrashBench(folder, guarantee, sources, REAL_TIME, seed)) {
      CounterRandom random = bench.random("changes");
      int born = 0;
      bench.start("instance-" + born++);
      bench.start("instance-" + born++);
      for (int i = 0; i < changes; i++) {
        bench.awaitProgress();
        bench.pass(Duration.ofMillis(random.nextInt(1_500)));
        List<String> names = bench.names();
        String one = names.get(random.nextInt(names.size()));
        Change change = change(names.size(), random);
        log.info("{} {}", change == Change.COMES ? "instance-" + born : one, change);
        made.add(change.name());
        switch (change) {
          case COMES -> bench.start("instance-" + born++);
          case LEAVES -> bench.leave(one);
          case DIES -> bench.kill(one);
          case IS_A_ZOMBIE -> zombie(bench, one);
        }
      }
      bench.awaitProgress();
      log.info("Changes: {}", made);
      bench.verify(sources * 100);
    }
  }

  /** There is always one, and never more than there is work for. */
  private static Change change(int instances, CounterRandom random) {
    if (instances == 1) {
      return Change.COMES;
    }
    Change[] all = Change.values();
    int first = instances < MOST_INSTANCES ? 0 : 1;
    return all[first + random.nextInt(all.length - first)];
  }

  /** Stops one until the others have its partitions, and then lets it go on. */
  private static void zombie(CrashBench bench, String name) throws Exception {
    InstanceProcess zombie = bench.instance(name);
    zombie.awaitReady(Duration.ofMinutes(2));
    zombie.freeze();
    // What it had sent is no progress of the others.
    bench.pass(Duration.ofSeconds(1));
    bench.awaitProgress();
    zombie.thaw();
  }
}
