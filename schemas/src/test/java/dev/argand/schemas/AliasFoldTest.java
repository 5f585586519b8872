package dev.argand.schemas;

import static dev.argand.schemas.Samples.alias;
import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AliasEvent;
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

  private static AliasFold fold(AliasEvent... events) {
    AliasFold fold = new AliasFold();
    List.of(events).forEach(fold::apply);
    return fold;
  }
}
