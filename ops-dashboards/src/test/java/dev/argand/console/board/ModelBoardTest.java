package dev.argand.console.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.InstanceState;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.testkit.ManualClock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ModelBoardTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final ModelBoard models = new ModelBoard();
  private final DeploymentBoard deployments = new DeploymentBoard();

  @Test
  void event_thatLostARace_isShownVoid_andMovesNoAlias() {
    models.event(promote("one", 0));
    models.event(promote("two", 0));

    ModelBoard.View view = models.view();
    assertThat(view.generation()).isEqualTo(1);
    assertThat(view.aliases()).containsEntry("champion", "one");
    assertThat(view.history()).extracting(ModelBoard.Event::voided).containsExactly(true, false);
  }

  @Test
  void event_readBeforeItsAnnouncement_getsItsVersionLater() {
    models.event(promote("one", 0));
    assertThat(models.view().history().get(0).version()).isZero();

    models.announced(announcement("one", 7));

    assertThat(models.view().history().get(0).version()).isEqualTo(7);
  }

  @Test
  void models_areNewestFirst_andBounded() {
    for (int v = 1; v <= ModelBoard.MODELS + 3; v++) {
      models.announced(announcement("d" + v, v));
    }
    assertThat(models.view().models())
        .hasSize(ModelBoard.MODELS)
        .extracting(ModelBoard.Version::version)
        .startsWith(ModelBoard.MODELS + 3)
        .endsWith(4);
    models.forgotten("d10");
    assertThat(models.labels("d10")).isEmpty();
    assertThat(models.labels("d11")).containsExactly("bell", "background");
  }

  @Test
  void instance_isServing_behind_waiting_failed_orStale() {
    deploy("serving", 2, "two", "", 0);
    deploy("behind", 1, "one", "", 0);
    deploy("waiting", 2, null, "", 0);
    deploy("failed", 2, "one", "goldens differ", 0);
    deploy("stale", 2, "two", "", 11);

    assertThat(states()).containsExactly("behind", "failed", "serving", "stale", "waiting");
  }

  @Test
  void instance_thatFallsSilent_isStale_thenForgotten() {
    deploy("one", 2, "two", "", 0);
    clock.advance(InstanceState.STALE_AFTER.plusMillis(1));
    assertThat(states()).containsExactly("stale");
    clock.advance(DeploymentBoard.FORGOTTEN_AFTER);
    assertThat(states()).isEmpty();
  }

  private List<String> states() {
    return deployments.view(2, clock.instant()).instances().stream()
        .map(DeploymentBoard.Instance::state)
        .toList();
  }

  private void deploy(
      String id, long generation, @Nullable String digest, String failure, long ageSeconds) {
    long at = 1_000 * (clock.millis() - 1_000 * ageSeconds);
    deployments.deployed(
        new ModelDeployment(id, generation, digest, 1, generation, failure, at, ""));
  }

  private static AliasEvent promote(String digest, long expected) {
    return new AliasEvent("champion", digest, expected, "mia", "better", 0L);
  }

  private static ModelAnnouncement announcement(String digest, int version) {
    List<String> labels = List.of("bell", "background");
    return new ModelAnnouncement(
        digest, version, "run", labels, "REAL", "g", 10L, "f", 0.9, 0L, "d", null);
  }
}
