package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.ModelDeployment;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InstanceStateTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void whatIsBesideTheChampion_makesNoInstanceFail() {
    assertThat(state(said(4, "digest", 4, "", "shadow left out: goldens differ")))
        .isEqualTo(InstanceState.SERVING);
  }

  @Test
  void championThatCannotBeLoaded_does() {
    assertThat(state(said(4, "digest", 3, "goldens differ", ""))).isEqualTo(InstanceState.FAILED);
    assertThat(state(said(4, null, 0, "goldens differ", ""))).isEqualTo(InstanceState.FAILED);
  }

  @Test
  void nothingServed_isWaiting_onceTheNamesAreRead() {
    assertThat(state(said(4, null, 0, "", ""))).isEqualTo(InstanceState.WAITING);
    assertThat(state(said(3, null, 0, "", ""))).isEqualTo(InstanceState.BEHIND);
  }

  @Test
  void olderGeneration_isBehind_whetherReadOrNot() {
    assertThat(state(said(3, "digest", 3, "", ""))).isEqualTo(InstanceState.BEHIND);
    assertThat(state(said(4, "digest", 3, "", ""))).isEqualTo(InstanceState.BEHIND);
  }

  /** Of a log that was deleted and made again, under which every event is void. */
  @Test
  void generationAboveTheLogs_isBehind() {
    assertThat(state(said(40, "digest", 40, "", ""))).isEqualTo(InstanceState.BEHIND);
    assertThat(state(said(40, "digest", 4, "", ""))).isEqualTo(InstanceState.BEHIND);
    assertThat(state(said(4, "digest", 40, "", ""))).isEqualTo(InstanceState.BEHIND);
  }

  @Test
  void anotherChampionAtTheSameGeneration_isBehind() {
    ModelDeployment said = said(4, "digest", 4, "", "");
    assertThat(InstanceState.of(said, 4, Optional.of("other"), NOW))
        .isEqualTo(InstanceState.BEHIND);
    assertThat(InstanceState.of(said, 4, Optional.of("digest"), NOW))
        .isEqualTo(InstanceState.SERVING);
    assertThat(InstanceState.of(said, 4, Optional.empty(), NOW)).isEqualTo(InstanceState.SERVING);
  }

  @Test
  void wordOfMoreThanTenSeconds_isStale_whateverItSaid() {
    ModelDeployment said = said(4, "digest", 4, "goldens differ", "");
    Instant later = NOW.plus(InstanceState.STALE_AFTER);
    assertThat(InstanceState.of(said, 4, later)).isEqualTo(InstanceState.FAILED);
    assertThat(InstanceState.of(said, 4, later.plusMillis(1))).isEqualTo(InstanceState.STALE);
  }

  private static InstanceState state(ModelDeployment said) {
    return InstanceState.of(said, 4, NOW);
  }

  private static ModelDeployment said(
      long generation, @Nullable String digest, long served, String failure, String beside) {
    return new ModelDeployment(
        "cellar", generation, digest, 1, served, failure, Micros.of(NOW), beside);
  }
}
