package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private final Recognition window = Given.window("porch", 7, 10_000, "bell");

  @Test
  void noLabel_isNotJudged() {
    assertThat(meant()).isNull();
  }

  @Test
  void event_withMostOfTheWindow_isMeant() {
    assertThat(meant(event("a", 10_200, 20_000, "dog"))).isEqualTo("dog");
    assertThat(meant(event("a", 10_201, 20_000, "dog"))).isNull();
    assertThat(meant(event("a", 0, 10_800, "dog"))).isEqualTo("dog");
    assertThat(meant(event("a", 0, 10_799, "dog"))).isNull();
  }

  @Test
  void event_shorterThanTheWindow_needsMostOfItself() {
    assertThat(meant(event("a", 10_500, 10_600, "dog"))).isEqualTo("dog");
    assertThat(meant(event("a", 9_980, 10_080, "dog"))).isEqualTo("dog");
    assertThat(meant(event("a", 9_979, 10_079, "dog"))).isNull();
  }

  @Test
  void event_ofAnotherPlace_doesNotCount() {
    assertThat(meant(event("a", 11_000, 12_000, "dog"))).isNull();
    assertThat(meant(Given.samples("a", "yard", 10_000, 11_000, "dog"))).isNull();
    Label here = event("a", 10_000, 11_000, "dog");
    assertThat(meant(Label.newBuilder(here).setSessionId("0002").build())).isNull();
  }

  @Test
  void twoEvents_areNotJudged_unlessOneBarelyTouches() {
    Label dog = event("a", 10_000, 11_000, "dog");
    assertThat(meant(dog, event("b", 10_949, 20_000, "cat"))).isNull();
    assertThat(meant(dog, event("b", 10_950, 20_000, "cat"))).isEqualTo("dog");
    assertThat(meant(dog, event("b", 10_500, 10_510, "cat"))).isNull();
  }

  @Test
  void eventsOfOneLabel_thatOverlapOrMeet_countAsOne() {
    Label early = Given.at(event("a", 10_000, 10_500, "dog"), 5);
    Label late = Given.at(event("b", 10_500, 12_000, "dog"), 3);
    assertThat(meant(late)).isNull();
    assertThat(meant(early, late)).isEqualTo("dog");
    assertThat(evaluate(early, late).orElseThrow().getLabelId()).isEqualTo("a");
    assertThat(evaluate(early, late).orElseThrow().getLabelledAtMicros()).isEqualTo(5);
  }

  @Test
  void background_mustCoverTheWindow_andYieldsToEvents() {
    assertThat(meant(event("a", 10_050, 20_000, "background"))).isEqualTo("background");
    assertThat(meant(event("a", 10_051, 20_000, "background"))).isNull();
    assertThat(meant(event("a", 10_200, 10_300, "background"))).isNull();
    Label quiet = event("a", 0, 20_000, "background");
    assertThat(meant(quiet, event("b", 10_300, 20_000, "dog"))).isNull();
    assertThat(meant(quiet, event("b", 10_000, 20_000, "dog"))).isEqualTo("dog");
    assertThat(meant(quiet, event("b", 10_951, 20_000, "dog"))).isEqualTo("background");
    assertThat(
            meant(
                event("a", 10_000, 10_500, "background"), event("b", 10_400, 11_000, "background")))
        .isEqualTo("background");
  }

  @Test
  void labelOfTheWindow_decides_theNewest() {
    Label interval = Given.at(event("a", 10_000, 11_000, "dog"), 9);
    Label first = Given.at(Given.naming("b", window, "cat"), 2);
    Label second = Given.at(Given.naming("c", window, "background"), 3);
    assertThat(meant(interval, first)).isEqualTo("cat");
    assertThat(meant(interval, second, first)).isEqualTo("background");
    Label tie = Given.at(Given.naming("d", window, "frog"), 3);
    assertThat(meant(tie, second)).isEqualTo("frog");
    assertThat(meant(second, tie)).isEqualTo("frog");
    Label elsewhere = Given.naming("e", Given.window("porch", 8, 11_000, "bell"), "cat");
    assertThat(meant(elsewhere)).isNull();
  }

  @Test
  void utc_isTakenWhereThereAreNoSamples() {
    assertThat(meant(Given.utc("a", "porch", 10_200, 30_000, "dog"))).isEqualTo("dog");
    assertThat(meant(Given.utc("a", "porch", 10_201, 30_000, "dog"))).isNull();
    Label both =
        Label.newBuilder(event("a", 50_000, 60_000, "dog"))
            .setStartTimeMicros(Given.micros(10_000))
            .setEndTimeMicros(Given.micros(11_000))
            .build();
    assertThat(meant(both)).isNull();
    Label anywhere = Given.utc("a", "porch", 10_000, 11_000, "dog");
    assertThat(meant(Label.newBuilder(anywhere).setSessionId("0002").build())).isNull();
    assertThat(
            meant(
                event("a", 10_000, 10_500, "dog"), Given.utc("b", "porch", 10_500, 12_000, "dog")))
        .isEqualTo("dog");
  }

  @Test
  void withdrawnAndSenselessLabels_countForNothing() {
    Label empty = event("b", 10_500, 10_500, "cat");
    Label withdrawn = event("c", 10_000, 11_000, null);
    assertThat(meant(event("a", 10_000, 11_000, "dog"), empty, withdrawn)).isEqualTo("dog");
  }

  @Test
  void longestIntervals_doNotOverflow() {
    Label forEver = event("a", 0, Long.MAX_VALUE, "dog");
    assertThat(meant(forEver)).isEqualTo("dog");
    Label always =
        Label.newBuilder(Given.utc("b", "porch", 0, 1, "dog"))
            .setStartTimeMicros(0L)
            .setEndTimeMicros(Long.MAX_VALUE)
            .build();
    assertThat(meant(always)).isEqualTo("dog");
  }

  @Test
  void evaluation_saysWhatWasAccepted() {
    Label dog = event("a", 10_000, 11_000, "dog");
    assertThat(evaluate(dog).orElseThrow().getSaid()).isEqualTo("bell");
    Recognition rejected = Recognition.newBuilder(window).setAccepted(false).build();
    Evaluation evaluation = Judgement.evaluate(rejected, List.of(dog)).orElseThrow();
    assertThat(evaluation.getSaid()).isEqualTo("background");
    assertThat(evaluation.getLabel()).isEqualTo("bell");
    Recognition shadow = Recognition.newBuilder(window).setRoute(Route.SHADOW).build();
    assertThat(Judgement.evaluate(shadow, List.of(dog))).isEmpty();
  }

  private static Label event(String id, long first, long end, @Nullable String heard) {
    return Given.samples(id, "porch", first, end, heard);
  }

  private Optional<Evaluation> evaluate(Label... labels) {
    return Judgement.evaluate(window, List.of(labels));
  }

  private @Nullable String meant(Label... labels) {
    return evaluate(labels).map(Evaluation::getMeant).orElse(null);
  }
}
