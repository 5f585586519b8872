package dev.argand.schemas;

import static dev.argand.schemas.Samples.alias;
import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AliasEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AliasFoldTest {
  @Test
  void empty_namesNothingAtGenerationZero() {
    AliasFold fold = new AliasFold();

    assertThat(fold.generation()).isZero();
    assertThat(fold.digest("champion")).isEmpty();
  }

  @Test
  void apply_expectedGeneration_counts() {
    AliasFold fold = fold(alias("champion", "a", 0), alias("challenger", "b", 1));

    assertThat(fold.generation()).isEqualTo(2);
    assertThat(fold.digest("champion")).contains("a");
    assertThat(fold.digest("challenger")).contains("b");
    assertThat(fold.voided()).isZero();
  }

  @Test
  void apply_ofTwoRacingWriters_theFirstWins() {
    AliasFold fold = fold(alias("champion", "a", 0), alias("champion", "b", 0));

    assertThat(fold.generation()).isEqualTo(1);
    assertThat(fold.digest("champion")).contains("a");
    assertThat(fold.voided()).isEqualTo(1);
  }

  @Test
  void apply_fromTheFuture_isVoid() {
    AliasFold fold = fold(alias("champion", "a", 5));

    assertThat(fold.generation()).isZero();
    assertThat(fold.digest("champion")).isEmpty();
    assertThat(fold.voided()).isEqualTo(1);
  }

  @Test
  void apply_nullDigest_clearsTheAlias() {
    AliasFold fold = fold(alias("shadow", "a", 0), alias("shadow", null, 1));

    assertThat(fold.generation()).isEqualTo(2);
    assertThat(fold.digest("shadow")).isEmpty();
    assertThat(fold.digests()).isEmpty();
  }

  @Test
  void championThatWasNotTried_isASuccession_untilAnotherComes() {
    AliasFold fold = fold(alias("champion", "a", 0));
    assertThat(fold.succession()).as("the first follows nobody").isEmpty();

    fold.apply(alias("champion", "b", 1));
    Succession of = new Succession("b", "a", 2, Instant.EPOCH.plusNanos(1_000));
    assertThat(fold.succession()).contains(of);
    fold.apply(alias("pin", "a", 2));
    fold.apply(alias("champion", "b", 3));
    assertThat(fold.succession()).as("named again").contains(of);
    fold.apply(alias("champion", "c", 0));
    assertThat(fold.succession()).as("void").contains(of);
    fold.apply(alias("champion", null, 4));
    assertThat(fold.succession()).isEmpty();
  }

  @Test
  void championThatWasTried_orServedBefore_isNoSuccession() {
    AliasFold fold =
        fold(
            alias("champion", "a", 0),
            alias(Rollout.aliasText(Rollout.CHALLENGER, 10), "b", 1),
            alias("champion", "b", 2));
    assertThat(fold.succession()).as("tried").isEmpty();

    fold.apply(alias("champion", "a", 3));
    assertThat(fold.succession()).as("taken back").isEmpty();
    fold.apply(alias("champion", "b", 4));
    assertThat(fold.succession()).as("and promoted again").isEmpty();

    fold.apply(alias(Rollout.aliasText(Rollout.CHALLENGER, 10), "c", 5));
    fold.apply(alias("champion", "d", 6));
    assertThat(fold.succession().orElseThrow().digest()).as("another was tried").isEqualTo("d");
  }

  private static AliasFold fold(AliasEvent... events) {
    AliasFold fold = new AliasFold();
    List.of(events).forEach(fold::apply);
    return fold;
  }
}
