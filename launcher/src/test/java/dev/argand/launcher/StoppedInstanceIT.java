package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.inference.InferenceService;
import dev.argand.launcher.command.CommandAnswer;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.LabelMap;
import dev.argand.search.model.ModelDesk;
import dev.argand.signal.CounterRandom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances, of which one is stopped by SIGSTOP while the challenger that it serves is taken
 * back, and stays away for fifty champions.
 */
final class StoppedInstanceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CHAMPION = "a".repeat(64);
  private static final String PERMUTED = "c".repeat(64);
  private static final int CHAMPIONS_MEANWHILE = 50;

  @TempDir Path folder;
  private CircleBench bench;
  private final List<NoiseSource> sources =
      IntStream.range(0, 12)
          .mapToObj(i -> new NoiseSource("source-" + i, 8_000, CounterRandom.of(i)))
          .toList();

  /** Which model a source's windows must be of, by the generation that they carry. */
  private final Map<Long, String> champions = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
    bench.announce(CHAMPION, 1);
    bench.announce(PERMUTED, 2);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void instanceThatIsStopped_isShownStale_keepsTheRuleWhenItWakes_andServesWhatIsNamedNow()
      throws Exception {
    Process child = child("right");
    try (ModelDesk desk = new ModelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
        RecognitionReader reader = new RecognitionReader(bench.bootstrapServers(), "")) {
      AliasChange first = desk.promote("1", "ann", "first");
      champions.put(first.generation(), CHAMPION);
      try (InferenceService left =
          bench.recognition(folder, "left", InstanceChild.loader(PERMUTED))) {
        awaitServed(first.generation(), "left", "right");
        AliasChange canary = desk.canary("2", 50, LabelMap.NONE, "ann", "a try");
        champions.put(canary.generation(), CHAMPION);
        awaitServed(canary.generation(), "left", "right");
        Set<String> whileItLoads = awaitTried(reader, canary);

        signal(child, "STOP");
        AliasChange back = desk.rollback("bob", "it says dog for bell");
        champions.put(back.generation(), CHAMPION);
        awaitServed(back.generation(), "left");
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  feed();
                  return states();
                },
                Map.of("left", "serving", "right", "stale")::equals);

        List<String> newer =
            IntStream.range(0, CHAMPIONS_MEANWHILE).mapToObj("%064x"::formatted).toList();
        bench.promote(newer, back.generation());
        for (int i = 0; i < newer.size(); i++) {
          champions.put(back.generation() + 1 + i, newer.get(i));
        }
        long newest = back.generation() + newer.size();
        awaitServed(newest, "left");
        feed();
        signal(child, "CONT");
        awaitServed(newest, "left", "right");
        awaitAll(reader);
        judge(answers(reader), whileItLoads, canary, back);
      }
    } finally {
      signal(child, "CONT");
      child.destroyForcibly().waitFor();
    }
  }

  private static Rollout trial(AliasChange canary) {
    return new Rollout(
        Rollout.CHALLENGER, "challenger/" + canary.generation(), PERMUTED, 50, canary.generation());
  }

  /**
   * Feeds until the challenger answers for every source that it is tried on, in whichever instance:
   * none waits for it to be loaded.
   *
   * @return the windows until then
   */
  private Set<String> awaitTried(RecognitionReader reader, AliasChange canary) {
    Rollout rollout = trial(canary);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              awaitAll(reader);
              Map<String, Recognition> newest = new HashMap<>();
              answers(reader)
                  .forEach(
                      r ->
                          newest.merge(
                              r.getSourceId(),
                              r,
                              BinaryOperator.maxBy(
                                  Comparator.comparing(Recognition::getWindowIndex))));
              return newest.values().stream()
                  .filter(r -> rollout.includes(r.getSourceId()))
                  .allMatch(r -> r.getModelDigest().equals(PERMUTED));
            });
    return answers(reader).stream().map(Recognition::getWindowId).collect(Collectors.toSet());
  }

  private void judge(
      List<Recognition> answers, Set<String> whileItLoads, AliasChange canary, AliasChange back) {
    Rollout rollout = trial(canary);
    assertThat(answers).anyMatch(r -> r.getModelDigest().equals(PERMUTED));
    assertThat(answers)
        .filteredOn(r -> r.getAliasGeneration() >= back.generation())
        .isNotEmpty()
        .noneMatch(r -> r.getModelDigest().equals(PERMUTED));
    assertThat(answers)
        .allSatisfy(
            r -> {
              boolean tried =
                  r.getAliasGeneration() == canary.generation()
                      && rollout.includes(r.getSourceId());
              if (tried && whileItLoads.contains(r.getWindowId())) {
                assertThat(r.getModelDigest()).isIn(PERMUTED, CHAMPION);
                return;
              }
              assertThat(r.getModelDigest())
                  .as("generation %d, %s", r.getAliasGeneration(), r.getSourceId())
                  .isEqualTo(tried ? PERMUTED : champions.get(r.getAliasGeneration()));
            });
    Map<String, Long> windows =
        answers.stream()
            .collect(Collectors.groupingBy(Recognition::getWindowId, Collectors.counting()));
    assertThat(windows.values()).containsOnly(1L);
    assertThat(windows.keySet()).isEqualTo(expected());
  }

  private Set<String> expected() {
    return sources.stream()
        .flatMap(source -> source.expected(new EnergyModel(CHAMPION)).keySet().stream())
        .collect(Collectors.toSet());
  }

  /** Feeds some more, and waits until all of it has been recognised. */
  private void awaitAll(RecognitionReader reader) {
    feed();
    int all = expected().size();
    await().atMost(PATIENCE).until(() -> answers(reader).size() >= all);
  }

  private void feed() {
    sources.forEach(source -> bench.feed(source, 2));
  }

  private static List<Recognition> answers(RecognitionReader reader) {
    return reader.poll(Duration.ofMillis(100)).stream()
        .filter(r -> r.getRoute() == Route.CHAMPION)
        .toList();
  }

  private void awaitServed(long generation, String... instances) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              feed();
              Map<String, ModelDeployment> said = bench.deployments();
              return List.of(instances).stream()
                  .allMatch(
                      name ->
                          said.containsKey(name)
                              && said.get(name).getServedGeneration() == generation);
            });
  }

  /** As a person sees them. */
  private Map<String, String> states() throws IOException {
    CommandAnswer status =
        CommandAnswer.of(
            new String[] {"--bootstrap-servers", bench.bootstrapServers()},
            "models",
            "status",
            "--json");
    assertThat(status.exitCode()).as(status.err()).isZero();
    Map<String, String> states = new HashMap<>();
    for (JsonNode one : new ObjectMapper().readTree(status.out()).path("instances")) {
      states.put(one.path("instance").asText(), one.path("state").asText());
    }
    return states;
  }

  private Process child(String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            InstanceChild.class.getName(),
            bench.bootstrapServers(),
            Files.createDirectories(folder.resolve("child")).toString(),
            name,
            PERMUTED)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("child.log").toFile())
        .start();
  }

  private static void signal(Process process, String signal)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kill.waitFor()).as(said).isZero();
  }
}
