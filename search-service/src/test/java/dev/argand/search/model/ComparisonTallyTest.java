package dev.argand.search.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.search.model.Comparison.Pair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTallyTest {
  private static final long SECOND = 1_000_000;

  private final ComparisonTally tally = new ComparisonTally("new");

  @Test
  void pairs_areCountedByWhatBothSaid_inWhateverOrderTheyCome() {
    List<Recognition> all = new ArrayList<>();
    for (int k = 0; k < 90; k++) {
      all.add(said("hall", k, Route.CHAMPION, "old", k % 3 == 0 ? "bell" : ""));
      all.add(said("hall", k, Route.SHADOW, "new", k % 9 == 0 ? "dog" : k % 3 == 0 ? "bell" : ""));
    }
    Collections.shuffle(all, new Random(4));
    all.forEach(tally::accept);
    Comparison comparison = tally.result();

    assertThat(comparison.windows()).isEqualTo(90);
    assertThat(comparison.otherwise()).isEqualTo(10);
    assertThat(comparison.others()).containsExactly("old");
    assertThat(comparison.pairs())
        .containsExactly(
            new Pair("", "", 60), new Pair("bell", "bell", 20), new Pair("bell", "dog", 10));
    assertThat(comparison.times().orElseThrow().from()).isEqualTo(Instant.EPOCH);
    assertThat(comparison.times().orElseThrow().until()).isEqualTo(Instant.ofEpochSecond(90));
  }

  /** As after a crash with at-least-once: some windows come again, each answer for itself. */
  @Test
  void windowsThatComeAgain_areCountedOnce() {
    for (int k = 0; k < 20; k++) {
      tally.accept(said("hall", k, Route.CHAMPION, "old", "bell"));
      tally.accept(said("hall", k, Route.SHADOW, "new", k % 4 == 0 ? "dog" : "bell"));
    }
    tally.accept(said("hall", 20, Route.CHAMPION, "old", "bell"));
    for (int k = 12; k < 25; k++) {
      tally.accept(said("hall", k, Route.CHAMPION, "old", "bell"));
      tally.accept(said("hall", k, Route.SHADOW, "new", k % 4 == 0 ? "dog" : "bell"));
    }
    Comparison comparison = tally.result();

    assertThat(comparison.windows()).isEqualTo(25);
    assertThat(comparison.pairs())
        .containsExactly(new Pair("bell", "bell", 18), new Pair("bell", "dog", 7));
  }

  /** Where the challenger serves, the champion is the one that is only compared. */
  @Test
  void challenger_isComparedTheOtherWayRound() {
    tally.accept(said("hall", 1, Route.CHAMPION, "new", "dog"));
    tally.accept(said("hall", 1, Route.SHADOW, "old", "bell"));
    assertThat(tally.result().pairs()).containsExactly(new Pair("bell", "dog", 1));
  }

  @Test
  void windowsOfOthers_orWithoutAPartner_countForNothing() {
    tally.accept(said("hall", 1, Route.CHAMPION, "old", "dog"));
    tally.accept(said("hall", 1, Route.SHADOW, "another", "bell"));
    tally.accept(said("hall", 2, Route.SHADOW, "new", "bell"));
    tally.accept(said("yard", 2, Route.CHAMPION, "old", "bell"));
    // Written twice, as at-least-once may.
    tally.accept(said("hall", 3, Route.CHAMPION, "old", "dog"));
    tally.accept(said("hall", 3, Route.CHAMPION, "old", "dog"));
    Comparison comparison = tally.result();

    assertThat(comparison.windows()).isZero();
    assertThat(comparison.share()).isZero();
    assertThat(comparison.low()).isZero();
    assertThat(comparison.high()).isEqualTo(1);
    assertThat(comparison.times()).isEmpty();
  }

  /**
   * The same windows and the same share: once each minute is all alike, and once they are spread
   * evenly. The first tells as much as one window a minute would: 10 of 30, by Wilson's formula.
   */
  @Test
  void interval_isThatOfMinutes_whereTheirWindowsHangTogether() {
    ComparisonTally spread = new ComparisonTally("new");
    for (int k = 0; k < 1_800; k++) {
      hear(tally, k, k / 60 % 3 == 0);
      hear(spread, k, k % 3 == 0);
    }
    Comparison together = tally.result();
    Comparison apart = spread.result();

    assertThat(together.share()).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(apart.share()).isCloseTo(1 / 3.0, within(1e-9));
    // The variance between clusters has 29 degrees of freedom where Wilson's has 30.
    assertThat(together.low()).isCloseTo(0.192, within(0.01));
    assertThat(together.high()).isCloseTo(0.512, within(0.01));
    assertThat(apart.high() - apart.low())
        .isCloseTo(2 * 1.96 * Math.sqrt(2 / 9.0 / 1_800), within(0.001));
  }

  /** Nothing said otherwise in three minutes is three trials, not 180. */
  @Test
  void interval_ofNothingOtherwise_isThatOfItsMinutes() {
    for (int k = 0; k < 180; k++) {
      hear(tally, k, false);
    }
    assertThat(tally.result().low()).isZero();
    assertThat(tally.result().high()).isCloseTo(3.8416 / (3 + 3.8416), within(1e-3));
  }

  private static void hear(ComparisonTally to, long k, boolean otherwise) {
    to.accept(said("hall", k, Route.CHAMPION, "old", "bell"));
    to.accept(said("hall", k, Route.SHADOW, "new", otherwise ? "dog" : "bell"));
  }

  private static Recognition said(String source, long k, Route route, String model, String label) {
    boolean accepted = !label.isEmpty();
    return new Recognition(
        source + "/" + k + "/" + route,
        source,
        "0001",
        route,
        "f".repeat(64),
        k,
        k * 8_000,
        8_000L,
        8_000,
        k * SECOND,
        (k + 1) * SECOND,
        model,
        1,
        3L,
        accepted ? label : "background",
        0.9f,
        0.5f,
        accepted,
        List.of(0.9f, 0.1f),
        accepted ? WindowDecision.ACCEPTED : WindowDecision.BACKGROUND,
        -30f,
        List.of());
  }
}
