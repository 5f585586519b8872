package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.console.board.DeploymentBoard;
import dev.argand.console.board.DeploymentBoard.Instance;
import dev.argand.inference.InferenceService;
import dev.argand.inference.Model;
import dev.argand.inference.ModelLoadException;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.ModelDesk;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of recognition on a real broker: what each should serve (the generation that it has
 * folded) and what it serves, as they say it on {@code model.deployments}.
 */
final class DeploymentsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** By when every live instance must have reached a generation. */
  private static final Duration IN_TIME = Duration.ofSeconds(10);

  private static final String FIRST = "a".repeat(64);
  private static final String SECOND = "b".repeat(64);

  @TempDir Path folder;
  private CircleBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
    bench.announce(FIRST, 1);
    bench.announce(SECOND, 2);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void twoInstances_sayTheSame_unlessOneCannotLoad_andAgainAfterTheRollback() throws Exception {
    try (ModelDesk desk = new ModelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
        InferenceService left = instance("left", Set.of(FIRST, SECOND))) {
      try (InferenceService right = instance("right", Set.of(FIRST))) {
        AliasChange first = desk.promote("1", "ann", "first");
        Map<String, ModelDeployment> both = awaitGeneration(first);
        assertThat(fact(both, "right"))
            .isEqualTo(fact(both, "left"))
            .isEqualTo("generation 1, serves 1 " + FIRST + " since 1, failure: ");
        assertThat(states(1)).containsExactly("serving", "serving");

        AliasChange second = desk.promote("2", "ann", "second");
        both = awaitGeneration(second);
        assertThat(fact(both, "left"))
            .isEqualTo("generation 2, serves 2 " + SECOND + " since 2, failure: ");
        assertThat(fact(both, "right"))
            .isEqualTo("generation 2, serves 1 " + FIRST + " since 1, failure: goldens differ");
        assertThat(states(2)).containsExactly("serving", "failed");

        AliasChange back = desk.rollback("bob", "only one of two has it");
        both = awaitGeneration(back);
        assertThat(fact(both, "right"))
            .isEqualTo(fact(both, "left"))
            .isEqualTo("generation 3, serves 1 " + FIRST + " since 3, failure: ");
      }
      // One that leaves in order is gone; the other goes on.
      await().atMost(PATIENCE).until(() -> bench.deployments().keySet().equals(Set.of("left")));
      assertThat(states(3)).containsExactly("serving");
    }
  }

  /** What both instances say once both have acted on a change of the alias. */
  private Map<String, ModelDeployment> awaitGeneration(AliasChange change) {
    Map<String, ModelDeployment> both =
        await()
            .atMost(PATIENCE)
            .until(
                bench::deployments,
                said ->
                    said.size() == 2
                        && said.values().stream()
                            .allMatch(
                                one ->
                                    one.getGeneration() == change.generation()
                                        && (one.getServedGeneration() == change.generation()
                                            || !one.getFailure().isEmpty())));
    for (ModelDeployment one : both.values()) {
      Instant said = Instant.EPOCH.plus(one.getAtMicros(), ChronoUnit.MICROS);
      assertThat(Duration.between(change.at(), said)).isLessThan(IN_TIME);
    }
    return both;
  }

  private static String fact(Map<String, ModelDeployment> said, String instance) {
    ModelDeployment one = Objects.requireNonNull(said.get(instance), instance);
    return "generation %d, serves %d %s since %d, failure: %s"
        .formatted(
            one.getGeneration(),
            one.getChampionVersion(),
            one.getChampionDigest(),
            one.getServedGeneration(),
            one.getFailure());
  }

  /** As the console shows them, by instance id. */
  private List<String> states(long generation) throws Exception {
    DeploymentBoard board = new DeploymentBoard();
    bench.deployments().values().forEach(board::deployed);
    return board.view(generation, Instant.now()).instances().stream().map(Instance::state).toList();
  }

  private InferenceService instance(String name, Set<String> loadable) {
    return bench.recognition(folder, name, digest -> load(loadable, digest));
  }

  private static Model load(Set<String> loadable, String digest) throws ModelLoadException {
    if (!loadable.contains(digest)) {
      throw new ModelLoadException(ModelLoadException.Reason.REFUSED, "goldens differ");
    }
    return new EnergyModel(digest);
  }
}
