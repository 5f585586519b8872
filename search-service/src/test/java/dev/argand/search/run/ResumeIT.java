package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.argand.network.bundle.Bundle;
import dev.argand.signal.CounterRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers are killed; the next one goes on, and the model is the one that nobody interrupted. */
class ResumeIT {
  @TempDir static Path folder;

  /** A run that nobody interrupts. */
  private static RunResult whole;

  @BeforeAll
  static void runWhole() throws Exception {
    whole = SearchRunner.run(request(5, "whole"), ProgressListener.NONE);
  }

  @Test
  void killedInTheSearchAndInTheRetraining_makesTheSameModel() throws Exception {
    // When a run was begun stands in its model, so both are begun at the same time.
    Files.createDirectory(folder.resolve("cut"));
    Files.copy(folder.resolve("whole/config.json"), folder.resolve("cut/config.json"));
    kill(request(5, "cut"), "search", 4);
    assertThat(takes("cut")).extracting(take -> take.path("step").asInt()).containsExactly(0);
    kill(request(5, "cut"), "retrain", 12);
    kill(request(5, "cut"), "evaluate", 1);
    RunResult resumed = SearchRunner.run(request(5, "cut"), ProgressListener.NONE);
    assertSame(resumed, whole);
    List<JsonNode> takes = takes("cut");
    assertThat(takes)
        .extracting(take -> take.path("phase").asText())
        .containsExactly("", "search", "retrain", "retrain");
    // It went on where the checkpoint was, and did not begin anew.
    assertThat(takes.get(1).path("step").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(takes.get(3).path("step").asInt()).isEqualTo(20);
    assertThat(Files.exists(folder.resolve("cut/checkpoint"))).isFalse();

    assertThat(resumed.digest()).isEqualTo(whole.digest());

    RunResult again = SearchRunner.run(request(5, "cut"), ProgressListener.NONE);
    assertThat(again).isEqualTo(resumed);
    assertThat(takes("cut")).hasSize(4);
    assertThatThrownBy(() -> SearchRunner.run(request(6, "cut"), ProgressListener.NONE))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining(whole.runId())
        .hasMessageNotContaining("\n");
  }

  @Test
  void secondOrder_killedInTheSearch_makesTheSameModel() throws Exception {
    RunResult second = SearchRunner.run(secondOrder("second"), ProgressListener.NONE);
    kill(secondOrder("second-cut"), "search", 4);
    assertSame(SearchRunner.run(secondOrder("second-cut"), ProgressListener.NONE), second);
    assertThat(takes("second-cut").get(1).path("step").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(second.runId()).isNotEqualTo(whole.runId());
    assertThat(epochs(second)).as("the first order goes another way").isNotEqualTo(epochs(whole));
  }

  @Test
  void bundleThatWasDeleted_isMadeAgain_toTheSameDigest() throws Exception {
    RunFolder lost = new RunFolder(folder.resolve("lost"));
    Files.createDirectory(lost.root());
    try (Stream<Path> files = Files.list(folder.resolve("whole"))) {
      for (Path file : files.filter(each -> !each.equals(whole.bundle())).toList()) {
        Files.copy(file, lost.root().resolve(file.getFileName()));
      }
    }
    assertThat(RunCatalog.summary(lost).orElseThrow().state()).isEqualTo(RunSummary.State.LOST);
    RunResult again = SearchRunner.run(request(5, "lost"), ProgressListener.NONE);
    assertThat(again.digest()).isEqualTo(whole.digest());
    assertThat(again.bundle()).exists();
    assertThat(RunCatalog.summary(lost).orElseThrow().state()).isEqualTo(RunSummary.State.DONE);
  }

  @Test
  void requestsAtOnce_theSameRunsOnce_anotherFinishesToo() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(3);
    try {
      List<Callable<RunResult>> calls = new ArrayList<>();
      for (SearchRequest request :
          List.of(request(5, "same"), request(5, "same"), request(6, "other"))) {
        calls.add(() -> SearchRunner.run(request, ProgressListener.NONE));
      }
      List<RunResult> results = new ArrayList<>();
      for (Future<RunResult> call : callers.invokeAll(calls)) {
        results.add(call.get());
      }
      assertThat(results.get(1)).isEqualTo(results.get(0));
      assertThat(results.get(2).runId()).isNotEqualTo(results.get(0).runId());
      assertThat(results.get(2).bundle()).exists();
      assertThat(takes("same")).hasSize(1);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  @Tag("long")
  void killedAtRandom_makesTheSameModel() throws Exception {
    for (int round = 0; round < 12; round++) {
      CounterRandom random = CounterRandom.of(1).at(round);
      String name = "random-" + round;
      for (int kill = 0; kill < 4; kill++) {
        killAfter(request(5, name), 500 + random.nextInt(8_000));
      }
      assertSame(SearchRunner.run(request(5, name), ProgressListener.NONE), whole);
    }
  }

  private void assertSame(RunResult found, RunResult expected) throws Exception {
    assertThat(found.genotype()).isEqualTo(expected.genotype());
    assertThat(found.runId()).isEqualTo(expected.runId());
    Bundle one = Bundle.read(found.bundle());
    Bundle other = Bundle.read(expected.bundle());
    assertThat(one.weights()).isEqualTo(other.weights());
    assertThat(one.manifest().thresholds()).isEqualTo(other.manifest().thresholds());
    assertThat(epochs(found)).isEqualTo(epochs(expected)).hasSize(4);
  }

  /** The log's epochs without their times. */
  private static List<JsonNode> epochs(RunResult result) throws Exception {
    RunLog log = new RunFolder(result.bundle().resolveSibling("")).log();
    return log.lines().stream()
        .filter(line -> line.path("event").asText().equals(RunLog.EPOCH))
        .map(line -> (JsonNode) ((ObjectNode) line).without("seconds"))
        .toList();
  }

  private List<JsonNode> takes(String name) throws Exception {
    return new RunFolder(folder.resolve(name))
        .log().lines().stream().filter(line -> line.path("event").asText().equals("take")).toList();
  }

  /** Does a run until a step of a phase is told, and kills the worker there. */
  private static void kill(SearchRequest request, String phase, int step) {
    assertThatThrownBy(
            () ->
                SearchRunner.run(
                    request,
                    progress -> {
                      if (progress.phase().equals(phase) && progress.done() >= step) {
                        worker().forEach(ProcessHandle::destroyForcibly);
                      }
                    }))
        .isInstanceOfSatisfying(SearchException.class, e -> assertThat(e.workerDied()).isTrue());
  }

  /** Kills the worker some time after it began, if it is not done by then. */
  private static void killAfter(SearchRequest request, int ms) throws Exception {
    ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
    try {
      killer.schedule(
          () -> worker().forEach(ProcessHandle::destroyForcibly), ms, TimeUnit.MILLISECONDS);
      SearchRunner.run(request, ProgressListener.NONE);
    } catch (SearchException e) {
      assertThat(e.workerDied()).isTrue();
    } finally {
      killer.shutdownNow();
      assertThat(killer.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static Stream<ProcessHandle> worker() {
    return ProcessHandle.current().children();
  }

  private static SearchRequest secondOrder(String name) {
    return new SearchRequest(
        "bundled:events", "smoke,search.order=second", 5, folder.resolve(name));
  }

  private static SearchRequest request(long seed, String name) {
    return new SearchRequest("bundled:events", "smoke", seed, folder.resolve(name));
  }
}
