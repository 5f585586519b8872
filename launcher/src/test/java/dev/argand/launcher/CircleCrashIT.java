package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.InferenceService;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.runtime.Health;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.schemas.avro.Trigger;
import dev.argand.search.data.SoundKind;
import dev.argand.search.gate.JudgeMain;
import dev.argand.search.run.WorkerMain;
import dev.argand.search.service.SearchConfig;
import dev.argand.search.service.SearchService;
import dev.argand.signal.CounterRandom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A retriggered run while its search service, its worker and the broker die: at the end there was
 * one run, one model and one promotion, and the streams lost and doubled nothing.
 */
@Tag("beside")
final class CircleCrashIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PACE = Duration.ofMillis(50);
  @TempDir Path folder;
  private CircleBench bench;
  private ModelAnnouncement champion;

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
    champion = bench.poorChampion();
  }

  @AfterEach
  void stop() {
    bench.close();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                CircleBench.children(WorkerMain.class).isEmpty()
                    && CircleBench.children(JudgeMain.class).isEmpty());
  }

  @Test
  void serviceThatDies_afterTheAnnouncementAndAfterThePromotion_doublesNothing() throws Exception {
    dieAndComeBack(EnumSet.of(Death.ANNOUNCED, Death.PROMOTED));
  }

  @Test
  @Tag("long")
  void serviceThatDies_atEveryStepOfARun_doublesNothing() throws Exception {
    dieAndComeBack(EnumSet.allOf(Death.class));
  }

  /** One run; its service dies at each moment once, and the last one lives. */
  private void dieAndComeBack(Set<Death> deaths) throws Exception {
    SearchConfig config = bench.config(policy());
    bench.label(SoundKind.WHISTLE, 40);
    for (Death death : deaths) {
      Process child = bench.child(death);
      try {
        assertThat(child.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%s", death).isTrue();
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertThat(child.exitValue()).as(death + ": " + log()).isEqualTo(DyingProducers.KILLED);
    }
    try (SearchService service =
        SearchService.start(config, new SimpleMeterRegistry(), new Health(), Clock.systemUTC())) {
      await()
          .atMost(PATIENCE)
          .until(() -> bench.ends().size() == 1 && service.progress().isPresent());
      await().atMost(PATIENCE).until(() -> service.running().isEmpty());
    }
    verifyCircle();
  }

  @Test
  void killedWorker_killedService_andRestartedBroker_endWell_withoutALostWindow() throws Exception {
    bench.config(policy());
    List<NoiseSource> sources =
        List.of(
            new NoiseSource("porch", 12_000, CounterRandom.of(1)),
            new NoiseSource("attic", 8_000, CounterRandom.of(2)));
    ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();
    Process service = bench.child();
    try (InferenceService recognition = bench.recognition(folder);
        RecognitionReader reader = new RecognitionReader(bench.bootstrapServers(), "")) {
      feeder.scheduleWithFixedDelay(
          () -> sources.forEach(source -> bench.feed(source, 1)),
          0,
          PACE.toMillis(),
          TimeUnit.MILLISECONDS);
      await().atMost(PATIENCE).until(() -> !reader.poll(Duration.ofMillis(200)).isEmpty());
      bench.label(SoundKind.WHISTLE, 40);

      awaitPhase("search", 0);
      killWorker();
      awaitPhase("retrain", 0);
      service.destroyForcibly().waitFor();
      int before = bench.progress().size();
      service = bench.child();
      awaitPhase("retrain", before);
      bench.restartBroker();
      await().atMost(PATIENCE).until(() -> bench.ends().size() == 1);

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  reader.poll(Duration.ofMillis(200)).stream()
                      .anyMatch(said -> said.getAliasGeneration() == 2));
      feeder.shutdown();
      assertThat(feeder.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      sources.forEach(source -> bench.end(source));
      verifyCircle();
      verifyWindows(reader, sources);
    } finally {
      feeder.shutdownNow();
      service.destroyForcibly().waitFor();
    }
  }

  /**
   * One decision, one run, one model that was announced and judged once, one promotion, one end.
   */
  private void verifyCircle() throws Exception {
    assertThat(bench.starts()).hasSize(1);
    String runId = Objects.requireNonNull(bench.starts().get(0).getRunId());
    assertThat(bench.starts().get(0).getTrigger()).isEqualTo(Trigger.LABELS);
    assertThat(bench.progress()).extracting(SearchProgress::getRunId).containsOnly(runId);
    assertThat(bench.ends())
        .extracting(SearchProgress::getState)
        .containsExactly(RunState.PROMOTED);

    List<ModelAnnouncement> own =
        bench.announcements().stream().filter(model -> model.getRunId().equals(runId)).toList();
    assertThat(own).hasSize(2).extracting(ModelAnnouncement::getVersion).containsOnly(2);
    assertThat(own.get(0).getGate()).isNull();
    assertThat(own.get(1).getGate().getChampionDigest()).isEqualTo(champion.getDigest());
    String digest = own.get(0).getDigest();
    assertThat(own.get(1).getDigest()).isEqualTo(digest);
    assertThat(bench.aliasEvents())
        .extracting(AliasEvent::getDigest)
        .containsExactly(champion.getDigest(), digest);
    assertThat(FolderBundleStore.create(folder.resolve("bundles")).digests())
        .containsExactlyInAnyOrder(champion.getDigest(), digest);
  }

  private void verifyWindows(RecognitionReader reader, List<NoiseSource> sources) throws Exception {
    Map<String, List<Float>> expected = new LinkedHashMap<>();
    sources.forEach(source -> expected.putAll(source.expected(new EnergyModel("any"))));
    await()
        .atMost(PATIENCE)
        .until(() -> served(reader, Duration.ofMillis(200)).size() >= expected.size());
    // What came twice may also come late.
    List<Recognition> heard = served(reader, Duration.ofSeconds(1));
    assertThat(heard).extracting(Recognition::getWindowId).doesNotHaveDuplicates();
    Map<String, List<Float>> scores = new LinkedHashMap<>();
    heard.forEach(said -> scores.put(said.getWindowId(), said.getScores()));
    assertThat(scores).isEqualTo(expected);
    String promoted = bench.aliasEvents().get(1).getDigest();
    assertThat(heard)
        .allMatch(
            said ->
                said.getModelDigest()
                    .equals(said.getAliasGeneration() == 1 ? champion.getDigest() : promoted));
    assertThat(heard).extracting(Recognition::getAliasGeneration).contains(1L, 2L);
  }

  /** What the champion said: the one before says some windows beside it for a while. */
  private static List<Recognition> served(RecognitionReader reader, Duration patience) {
    return reader.poll(patience).stream()
        .filter(said -> said.getRoute() == Route.CHAMPION)
        .toList();
  }

  private String[] policy() throws Exception {
    return new String[] {
      "profile = " + bench.easyProfile(),
      "data = " + bench.easyData(),
      "labels.new = 40",
      "settle = 500ms"
    };
  }

  private void awaitPhase(String phase, int after) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                bench.progress().stream()
                    .skip(after)
                    .anyMatch(step -> step.getPhase().equals(phase) && step.getDone() > 0));
  }

  private static void killWorker() {
    List<ProcessHandle> workers = CircleBench.children(WorkerMain.class);
    assertThat(workers).hasSize(1);
    workers.get(0).destroyForcibly();
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("child.log"));
  }
}
