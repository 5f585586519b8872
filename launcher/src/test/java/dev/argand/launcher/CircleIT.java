package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.InferenceService;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.runtime.Health;
import dev.argand.runtime.Telemetry;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.schemas.avro.Trigger;
import dev.argand.search.data.SoundKind;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.WorkerMain;
import dev.argand.search.service.SearchApi;
import dev.argand.search.service.SearchConfig;
import dev.argand.search.service.SearchMeters;
import dev.argand.search.service.SearchService;
import dev.argand.search.service.SearchWish;
import dev.argand.signal.CounterRandom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search service against a real broker, with real workers of the smoke profile. */
final class CircleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String[] POLICY = {
    "profile = smoke", "data = bundled:events", "labels.new = 40", "settle = 500ms"
  };

  @TempDir Path folder;
  private final Set<Long> killed = new HashSet<>();
  private CircleBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
    assertThat(CircleBench.children(WorkerMain.class)).isEmpty();
  }

  @Test
  void labels_startOneRun_thatIsTrainedJudgedAndDecided() throws Exception {
    Health health = new Health();
    try (Telemetry telemetry = new Telemetry("127.0.0.1", 0, health);
        SearchService service =
            SearchService.start(
                bench.config(POLICY), telemetry.registry(), health, Clock.systemUTC())) {
      SearchApi.register(telemetry.server(), service);
      await().atMost(PATIENCE).until(health::isReady);
      bench.label(SoundKind.WHISTLE, 60);
      awaitPhase("search");

      // One at a time, also for a person.
      HttpResponse<String> second = post(telemetry, "searches", "{\"who\":\"ann\",\"why\":\"x\"}");
      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(second.body()).contains("REFUSE").contains("is not done");
      assertThat(get(telemetry, "searches").body()).contains("LABELS").contains("\"running\":\"");

      SearchProgress end = awaitEnd(1);
      SearchDecision start = bench.starts().get(0);
      assertThat(bench.starts()).hasSize(1);
      assertThat(start.getTrigger()).isEqualTo(Trigger.LABELS);
      assertThat(start.getReason()).contains("60 new labelled clips");
      assertThat(start.getLabelsSeen()).isEqualTo(60);
      assertThat(end.getRunId()).isEqualTo(start.getRunId());
      assertThat(end.getState()).as(end.getMessage()).isIn(RunState.PROMOTED, RunState.KEPT);

      List<SearchProgress> told = bench.progress();
      assertThat(told).extracting(SearchProgress::getRunId).containsOnly(start.getRunId());
      assertThat(told.stream().map(SearchProgress::getState).distinct().toList())
          .containsExactly(RunState.STARTED, RunState.WORKING, RunState.JUDGING, end.getState());
      assertThat(told.stream().map(SearchProgress::getPhase).distinct().toList())
          .contains("load", "search", "retrain", "evaluate", "thresholds", "publish", "gate");
      assertThat(told.stream().filter(step -> !step.getEdges().isEmpty())).isNotEmpty();

      ModelAnnouncement model = service.models().models().get(0);
      GateResult gate = model.getGate();
      assertThat(model.getRunId()).isEqualTo(start.getRunId());
      assertThat(model.getLabels()).contains("whistle", "bell", "background");
      assertThat(gate).isNotNull();
      assertThat(gate.getPromoted()).isEqualTo(end.getState() == RunState.PROMOTED);
      assertThat(gate.getReason()).isEqualTo(end.getMessage()).contains("majority baseline");
      assertThat(service.models().standing().champion().isPresent()).isEqualTo(gate.getPromoted());
      assertThat(FolderBundleStore.create(folder.resolve("bundles")).digests())
          .containsExactly(model.getDigest());

      assertThat(get(telemetry, "models").body()).contains(model.getDigest()).contains("\"gate\"");
      assertThat(post(telemetry, "models/rollback", "{\"who\":\"ann\",\"why\":\"x\"}").body())
          .contains("{\"error\":\"there is no champion to go back to");
      assertThat(post(telemetry, "models/rollback", "{\"who\":\"ann\"}").body())
          .isEqualTo("{\"error\":\"why: text that is not blank was expected, was missing\"}");
      assertThat(post(telemetry, "searches", "[]").statusCode()).isEqualTo(400);
      String metrics = request(telemetry, "/metrics").body();
      for (SearchMeters meter : SearchMeters.values()) {
        assertThat(metrics).contains(meter.meterName().replace('.', '_'));
      }
      assertThat(metrics)
          .contains("argand_search_runs_total{outcome=\"%s\"} 1".formatted(lower(end.getState())))
          .contains("argand_search_running 0");

      // The same data, profile and seed would make the same model: refused with its name.
      HttpResponse<String> again =
          post(telemetry, "searches", "{\"who\":\"ann\",\"why\":\"again\"}");
      assertThat(again.statusCode()).isEqualTo(409);
      assertThat(again.body()).contains(start.getRunId()).contains(model.getDigest());
    }
    assertThat(bench.starts()).hasSize(1);
    assertThat(bench.ends()).hasSize(1);
  }

  @Test
  void workerThatIsKilledTwiceAtOnePlace_endsItsRun_whichMayBeTriedAgain() throws Exception {
    try (SearchService service = service(bench.config(POLICY))) {
      SearchDecision start = service.request(wish(7));
      assertThat(start.getDecision()).isEqualTo(Decision.START);
      // Twice before it has got anywhere.
      killWorker();
      killWorker();
      SearchProgress failed = awaitEnd(1);
      assertThat(failed.getState()).isEqualTo(RunState.FAILED);
      assertThat(failed.getMessage()).contains("died with exit code 137");

      SearchDecision again = service.request(wish(7));
      assertThat(again.getDecision()).isEqualTo(Decision.START);
      assertThat(again.getRunId()).isEqualTo(start.getRunId());
      awaitWorker();
      assertThat(bench.progress())
          .extracting(SearchProgress::getMessage)
          .anyMatch(message -> message.contains("another worker begins"));
      assertThat(bench.starts()).hasSize(2);
    }
  }

  @Test
  void killedService_isTakenUpByTheNext_asTheSameRun() throws Exception {
    SearchConfig config = bench.config(POLICY);
    bench.label(SoundKind.WHISTLE, 40);
    Process child = bench.child();
    try {
      awaitPhase("retrain");
    } finally {
      child.destroyForcibly().waitFor();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> CircleBench.children(WorkerMain.class).isEmpty());

    // Closed in the middle too, which leaves no worker behind.
    try (SearchService service = service(config)) {
      await().atMost(PATIENCE).until(() -> started() == 2 && service.progress().isPresent());
      awaitWorker();
    }
    assertThat(bench.ends()).isEmpty();

    try (SearchService service = service(config)) {
      SearchProgress end = awaitEnd(1);
      assertThat(end.getState()).as(end.getMessage()).isIn(RunState.PROMOTED, RunState.KEPT);
      assertThat(service.models().models()).hasSize(1);
      assertThat(started()).isEqualTo(3);
      assertThat(takes(end.getRunId()))
          .as("phases of the checkpoints that workers went on from")
          .hasSizeGreaterThan(1)
          .first()
          .isEqualTo("");
      assertThat(takes(end.getRunId()).stream().skip(1)).doesNotContain("");
    }
    // And after the end there is nothing to take up.
    try (SearchService service = service(config)) {
      await().atMost(PATIENCE).until(() -> service.progress().isPresent());
      assertThat(service.running()).isEmpty();
      assertThat(bench.starts()).hasSize(1);
      assertThat(bench.ends()).hasSize(1);
      assertThat(started()).isEqualTo(3);
    }
  }

  @Test
  void secondService_inTheSameRuns_isRefused() throws Exception {
    SearchConfig config = bench.config(POLICY);
    try (SearchService service = service(config)) {
      assertThatThrownBy(() -> service(config))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no other search service");
    }
    service(config).close();
  }

  @Test
  void rollback_restoresTheFormerDigest_andNoLaterRecognitionNamesTheOther() throws Exception {
    String first = "a".repeat(64);
    String second = "b".repeat(64);
    NoiseSource source = new NoiseSource("porch", 12_000, CounterRandom.of(1));
    try (ModelDesk desk = new ModelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
        InferenceService recognition = bench.recognition(folder);
        RecognitionReader reader = new RecognitionReader(bench.bootstrapServers(), "")) {
      bench.announce(first, 1);
      bench.announce(second, 2);
      assertThat(desk.promote("1", "ann", "first").generation()).isEqualTo(1);
      hear(source, reader, 1);
      assertThat(desk.promote("bbbbbbbb", "ann", "second").generation()).isEqualTo(2);
      hear(source, reader, 2);
      assertThat(desk.rollback("bob", "it hears ghosts").digest()).isEqualTo(first);
      hear(source, reader, 3);
      bench.feed(source, 30);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  reader.poll(Duration.ofMillis(200)).stream()
                          .filter(said -> said.getAliasGeneration() >= 3)
                          .count()
                      > 10);
      List<Recognition> heard = reader.poll(Duration.ofSeconds(1));
      assertThat(heard).extracting(Recognition::getModelDigest).contains(first, second);
      assertThat(heard)
          .filteredOn(said -> said.getAliasGeneration() >= 3)
          .hasSizeGreaterThan(10)
          .allMatch(said -> said.getModelDigest().equals(first));

      assertThat(desk.standing().champion()).contains(first);
      assertThat(desk.history())
          .extracting(change -> change.generation() + " " + change.version() + " " + change.who())
          .containsExactly("1 1 ann", "2 2 ann", "3 1 bob");
      assertThatThrownBy(() -> desk.rollback("bob", "again"))
          .hasMessageContaining("no champion to go back to");
      assertThatThrownBy(() -> desk.promote("3", "bob", "typo"))
          .hasMessageContaining("versions 1 to 2");
      assertThatThrownBy(() -> desk.promote(second, 1, "bob", "late"))
          .hasMessageContaining("generation 1 was expected, is 3");
    }
  }

  /** Feeds audio until a recognition names a generation, or a later one. */
  private void hear(NoiseSource source, RecognitionReader reader, long generation) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              bench.feed(source, 5);
              return reader.poll(Duration.ofMillis(200)).stream()
                  .anyMatch(said -> said.getAliasGeneration() >= generation);
            });
  }

  private SearchService service(SearchConfig config) throws Exception {
    return SearchService.start(config, new SimpleMeterRegistry(), new Health(), Clock.systemUTC());
  }

  private static SearchWish wish(long seed) {
    return new SearchWish("ann", "a test", null, null, seed);
  }

  /** Kills a worker that was not killed before. */
  private void killWorker() {
    ProcessHandle worker =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    CircleBench.children(WorkerMain.class).stream()
                        .filter(child -> !killed.contains(child.pid()))
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();
    killed.add(worker.pid());
    worker.destroyForcibly();
  }

  private static void awaitWorker() {
    await().atMost(PATIENCE).until(() -> !CircleBench.children(WorkerMain.class).isEmpty());
  }

  private void awaitPhase(String phase) {
    await()
        .atMost(PATIENCE)
        .until(() -> bench.progress().stream().anyMatch(step -> step.getPhase().equals(phase)));
  }

  private SearchProgress awaitEnd(int number) throws Exception {
    await().atMost(PATIENCE).until(() -> bench.ends().size() >= number);
    return bench.ends().get(number - 1);
  }

  private long started() throws Exception {
    return bench.progress().stream().filter(step -> step.getState() == RunState.STARTED).count();
  }

  private List<String> takes(String runId) throws Exception {
    return new RunFolder(folder.resolve("runs").resolve(runId))
        .log().lines().stream()
            .filter(line -> line.path("event").asText().equals("take"))
            .map(line -> line.path("phase").asText())
            .toList();
  }

  private static HttpResponse<String> get(Telemetry telemetry, String route) throws Exception {
    return request(telemetry, "/api/" + route);
  }

  private static HttpResponse<String> request(Telemetry telemetry, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(telemetry.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(Telemetry telemetry, String route, String body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(telemetry.address() + "/api/" + route))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String lower(RunState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
