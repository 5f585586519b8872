package dev.argand.search.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AliasEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChampionHistoryTest {
  private final List<ModelLogs.Entry<AliasEvent>> events = new ArrayList<>();
  private long generation;

  @Test
  void before_noChampionEver_isNothing() {
    assertThat(history().before()).isEmpty();
    assertThat(history().champion()).isEmpty();
  }

  @Test
  void before_firstChampion_isNothing() {
    promote("a");
    assertThat(history().before()).isEmpty();
  }

  @Test
  void before_secondChampion_isTheFirst_evenIfPromotedTwice() {
    promote("a");
    promote("b");
    promote("b");
    assertThat(history().before()).contains("a");
  }

  @Test
  void before_afterARollback_goesFurtherBack_neverForth() {
    promote("a");
    promote("b");
    promote("c");
    promote("b");
    assertThat(history().before()).contains("a");
    promote("a");
    assertThat(history().before()).isEmpty();
    promote("c");
    assertThat(history().before()).contains("a");
  }

  @Test
  void before_voidEvent_countsForNothing() {
    promote("a");
    promote("b");
    events.add(event("x", 0, "champion"));
    assertThat(history().before()).contains("a");
    assertThat(history().changes()).hasSize(3);
    assertThat(history().changes().get(2).voided()).isTrue();
    assertThat(history().changes().get(2).generation()).isEqualTo(2);
  }

  @Test
  void before_clearedAlias_isTheLastChampion() {
    promote("a");
    promote("b");
    promote(null);
    assertThat(history().champion()).isEmpty();
    assertThat(history().before()).contains("b");
  }

  @Test
  void changes_otherAliases_moveTheGenerationOnly() {
    promote("a");
    events.add(event("z", generation++, "shadow"));
    promote("b");
    assertThat(history().changes()).extracting(AliasChange::generation).containsExactly(1L, 3L);
    assertThat(history().allChanges())
        .extracting(AliasChange::alias)
        .containsExactly("champion", "shadow", "champion");
    assertThat(Objects.requireNonNull(history().at(1)).alias()).isEqualTo("shadow");
    assertThat(history().at(3)).isNull();
  }

  private void promote(@Nullable String digest) {
    events.add(event(digest, generation++, "champion"));
  }

  private ModelLogs.Entry<AliasEvent> event(@Nullable String digest, long expected, String alias) {
    return new ModelLogs.Entry<>(
        events.size(), new AliasEvent(alias, digest, expected, "test", "test", 0L));
  }

  private ChampionHistory history() {
    return new ChampionHistory(events, List.of());
  }
}
