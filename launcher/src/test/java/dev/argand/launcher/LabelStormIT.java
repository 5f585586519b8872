package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.ingest.IngestService;
import dev.argand.runtime.Health;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.Trigger;
import dev.argand.search.clip.ClipCutter;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.label.LabelDesk;
import dev.argand.search.label.LabelDraft;
import dev.argand.search.run.WorkerMain;
import dev.argand.search.service.SearchConfig;
import dev.argand.search.service.SearchService;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storm of labels, from the label desk over the clip cutter to the search service: one run. */
final class LabelStormIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int RATE_HZ = 16_000;
  private static final int SECONDS = 60;
  private static final List<String> SOURCES = List.of("attic", "barn", "porch", "shed");

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CounterRandom random = CounterRandom.of(10);
  private CircleBench bench;
  private LabelDesk desk;

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
    desk = new LabelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
    play();
  }

  @AfterEach
  void stop() {
    desk.close();
    bench.close();
  }

  @Test
  void twoThousandLabelsAtOnce_startOneRun() throws Exception {
    SearchConfig config = config("settle = 1s");
    try (ClipCutter cutter = cutter();
        SearchService service = service(config)) {
      desk.giveAll(drafts(2_000));
      verifyOneRun(2_000);
    }
  }

  /** With the policy's own patience: enough labels for a run are there after two seconds. */
  @Test
  @Tag("long")
  void tenThousandLabelsInAMinute_startOneRun() throws Exception {
    SearchConfig config = config();
    ScheduledExecutorService people = Executors.newSingleThreadScheduledExecutor();
    try (ClipCutter cutter = cutter();
        SearchService service = service(config)) {
      List<LabelDraft> storm = drafts(10_000);
      for (int second = 0; second < 60; second++) {
        List<LabelDraft> some = storm.subList(second * 10_000 / 60, (second + 1) * 10_000 / 60);
        people.schedule(() -> desk.giveAll(some), second, TimeUnit.SECONDS);
      }
      verifyOneRun(10_000);
    } finally {
      people.shutdownNow();
    }
  }

  /** Its workers are killed: neither its length nor what it finds matters here. */
  private void verifyOneRun(int labels) throws Exception {
    await().atMost(PATIENCE).until(() -> !bench.starts().isEmpty());
    await().atMost(PATIENCE).until(() -> cut() == labels);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              CircleBench.children(WorkerMain.class).forEach(ProcessHandle::destroyForcibly);
              return !bench.ends().isEmpty();
            });
    // The cooldown is over by then.
    await().during(Duration.ofSeconds(2)).until(() -> bench.starts().size() == 1);

    SearchDecision start = bench.starts().get(0);
    assertThat(start.getTrigger()).isEqualTo(Trigger.LABELS);
    assertThat(start.getLabelsSeen()).isEqualTo(labels);
    assertThat(registry.get("argand.search.labels.pending").gauge().value()).isZero();
    assertThat(bench.decisions())
        .filteredOn(decision -> decision.getDecision() == Decision.REFUSE)
        .isEmpty();
    assertThat(bench.clips())
        .hasSize(labels)
        .extracting(ClipCut::getLabelId)
        .doesNotHaveDuplicates();
  }

  private int cut() {
    return (int) registry.get("argand.clips.cut").counter().count();
  }

  private SearchConfig config(String... more) throws Exception {
    List<String> policy =
        new ArrayList<>(List.of("profile = smoke", "data = bundled:events", "cooldown = 1s"));
    policy.addAll(List.of(more));
    return bench.config(policy.toArray(String[]::new));
  }

  private SearchService service(SearchConfig config) throws Exception {
    return SearchService.start(config, registry, new Health(), Clock.systemUTC());
  }

  private ClipCutter cutter() throws Exception {
    return ClipCutter.start(
        bench.bootstrapServers(),
        "",
        new ClipStore(folder.resolve("clips")),
        registry,
        new Health());
  }

  /** A minute of noise from each source, as fast as Kafka takes it. */
  private void play() throws Exception {
    try (IngestService ingest =
        new IngestService(bench.bootstrapServers(), "", new SimpleMeterRegistry())) {
      for (String source : SOURCES) {
        CounterRandom noise = random.at(source);
        float[] samples = new float[SECONDS * RATE_HZ];
        for (int i = 0; i < samples.length; i++) {
          samples[i] = noise.nextFloat(-0.3f, 0.3f);
        }
        ingest.add(source, new AudioClip(samples, RATE_HZ), 0);
      }
      assertThat(ingest.awaitFinished(PATIENCE)).isTrue();
    }
  }

  private List<LabelDraft> drafts(int count) throws Exception {
    Map<String, String> sessions = bench.sessions();
    List<LabelDraft> drafts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String source = SOURCES.get(i % SOURCES.size());
      long first = random.nextInt((SECONDS - 1) * RATE_HZ);
      drafts.add(
          LabelDraft.ofSamples(
              source,
              Objects.requireNonNull(sessions.get(source)),
              first,
              first + 3_200 + random.nextInt(4_800),
              "whistle",
              "ann"));
    }
    return drafts;
  }
}
