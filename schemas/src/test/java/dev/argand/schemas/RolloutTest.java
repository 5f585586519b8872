package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.schemas.avro.AliasEvent;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutTest {
  private static final List<String> SOURCES =
      IntStream.range(0, 10_000).mapToObj(i -> "source-" + i).toList();

  private final AliasFold fold = new AliasFold();

  @Test
  void includes_isNestedAsItGrows_andAboutItsShare() {
    List<String> before = List.of();
    for (int percent = 0; percent <= 100; percent += 5) {
      Rollout rollout = rollout(7, percent);
      List<String> on = SOURCES.stream().filter(rollout::includes).toList();
      // Six standard deviations of a binomial share of 10,000.
      assertThat(on.size() / 10_000.0).isCloseTo(percent / 100.0, within(0.03));
      assertThat(on).containsAll(before);
      before = on;
    }
    assertThat(before).hasSize(SOURCES.size());
    assertThat(SOURCES).noneMatch(rollout(7, 0)::includes);
  }

  @Test
  void includes_ofAnotherRollout_choosesAnew() {
    Rollout one = rollout(7, 20);
    Rollout other = rollout(8, 20);
    long both = SOURCES.stream().filter(s -> one.includes(s) && other.includes(s)).count();
    assertThat(both / 10_000.0).isCloseTo(0.04, within(0.02));
  }

  /** For ever: instances of different releases must send a source the same way. */
  @Test
  void position_isFixed() {
    assertThat(rollout(7, 1).position("hall")).isCloseTo(57.749414537, within(1e-6));
    assertThat(rollout(7, 1).position("grüße")).isCloseTo(60.758369532, within(1e-6));
  }

  @Test
  void fold_keepsTheIdWhileThePercentageGrows_andTheSourcesStay() {
    event("champion", "a");
    event(Rollout.aliasText(Rollout.CHALLENGER, 5), "b");
    Rollout five = fold.rollout(Rollout.CHALLENGER).orElseThrow();
    event(Rollout.aliasText(Rollout.SHADOW, 10), "c");
    event(Rollout.aliasText(Rollout.CHALLENGER, 50), "b");
    Rollout fifty = fold.rollout(Rollout.CHALLENGER).orElseThrow();

    assertThat(five).isEqualTo(new Rollout("challenger", "challenger/2", "b", 5, 2));
    assertThat(fifty).isEqualTo(new Rollout("challenger", "challenger/2", "b", 50, 2));
    assertThat(fold.digests())
        .containsOnly(
            java.util.Map.entry("champion", "a"),
            java.util.Map.entry("challenger", "b"),
            java.util.Map.entry("shadow", "c"));

    event(Rollout.aliasText(Rollout.CHALLENGER, 50), "d");
    assertThat(fold.rollout(Rollout.CHALLENGER).orElseThrow().id()).isEqualTo("challenger/5");
    event("challenger", null);
    assertThat(fold.rollout(Rollout.CHALLENGER)).isEmpty();
    assertThat(fold.digest("challenger")).isEmpty();
    assertThat(fold.generation()).isEqualTo(6);
  }

  @Test
  void fold_whenTheChampionMoves_endsTheChallenger() {
    event("champion", "a");
    event(Rollout.aliasText(Rollout.CHALLENGER, 5), "b");
    event(Rollout.aliasText(Rollout.SHADOW, 10), "c");
    event("champion", "b");
    assertThat(fold.rollout(Rollout.CHALLENGER)).isEmpty();
    assertThat(fold.rollout(Rollout.SHADOW)).isPresent();

    // Back again: what was challenger before it was champion is neither now.
    event("champion", "a");
    assertThat(fold.rollout(Rollout.CHALLENGER)).isEmpty();
    event("champion", "c");
    assertThat(fold.rollout(Rollout.SHADOW)).isEmpty();
  }

  @Test
  void fold_ofARolloutThatLostARace_changesNothing() {
    event("champion", "a");
    fold.apply(sample(Rollout.aliasText(Rollout.CHALLENGER, 5), "b", 0));
    assertThat(fold.rollout(Rollout.CHALLENGER)).isEmpty();
    assertThat(fold.voided()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"challenger?percent=101", "challenger?percent=-1", "other?percent=5"})
  void fold_ofAnAliasThatIsNoRollout_isAnAliasLikeAnyOther(String alias) {
    event(alias, "a");
    assertThat(fold.digests()).containsEntry(alias, "a");
    assertThat(fold.rollout(Rollout.CHALLENGER)).isEmpty();
  }

  @Test
  void aliasText_ofWhatIsNoRollout_isRefused() {
    assertThatThrownBy(() -> Rollout.aliasText("champion", 5)).hasMessageContaining("champion?");
    assertThatThrownBy(() -> Rollout.aliasText(Rollout.SHADOW, 101)).hasMessageContaining("=101");
    assertThatThrownBy(() -> Rollout.aliasText(Rollout.SHADOW, -1)).hasMessageContaining("=-1");
  }

  private static Rollout rollout(long generation, int percent) {
    return new Rollout(Rollout.CHALLENGER, "challenger/" + generation, "b", percent, generation);
  }

  private void event(String alias, @Nullable String digest) {
    fold.apply(sample(alias, digest, fold.generation()));
  }

  private static AliasEvent sample(String alias, @Nullable String digest, long expected) {
    return new AliasEvent(alias, digest, expected, "test", "test", 0L);
  }
}
