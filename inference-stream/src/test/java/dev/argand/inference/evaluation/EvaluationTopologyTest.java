package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluationTopologyTest {
  private final EvaluationRig rig = new EvaluationRig();
  private final Recognition window = Given.window("porch & yard", 7, 10_000, "bell");
  private final Label dog = Given.samples("a", "porch & yard", 10_000, 11_000, "dog");

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void describe_isAsReleased() throws IOException {
    // A difference means that a running deployment may have to be drained: say so in the commit.
    String now =
        EvaluationTopology.build(
                "", new EvaluationMetrics(new SimpleMeterRegistry()), Clock.systemUTC())
            .describe()
            .toString();
    try (InputStream golden = getClass().getResourceAsStream("/evaluation-topology-v1.txt")) {
      assertThat(now).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void pair_isEvaluated_whicheverComesFirst() {
    rig.hear(window);
    assertThat(rig.evaluations()).isEmpty();
    rig.label(dog);
    List<Evaluation> first = rig.evaluations();
    try (EvaluationRig other = new EvaluationRig()) {
      other.label(dog);
      other.hear(window);
      assertThat(other.evaluations()).isEqualTo(first).hasSize(1);
    }
    Evaluation evaluation = first.get(0);
    assertThat(evaluation)
        .isEqualTo(Judgement.evaluate(window, List.of(dog)).orElseThrow())
        .isEqualTo(
            new Evaluation(
                window.getWindowId(),
                "porch & yard",
                Given.SESSION,
                10_000L,
                Given.micros(10_000),
                "a",
                "dog",
                "bell",
                "bell",
                0.75f,
                "digest-1",
                1,
                1L,
                1L));
  }

  @Test
  void label_thatIsRevisedMovedAndWithdrawn_isFollowed() {
    rig.hear(window);
    rig.label(dog);
    rig.label(Given.samples("a", "porch & yard", 10_000, 11_000, "cat"));
    assertThat(rig.evaluations()).extracting(Evaluation::getMeant).containsExactly("dog", "cat");

    rig.label(Given.samples("a", "porch & yard", 50_000, 51_000, "cat"));
    assertThat(rig.evaluations()).containsExactly((Evaluation) null);

    rig.label(Given.naming("b", window, "bell"));
    rig.label(Given.naming("b", window, null));
    assertThat(rig.evaluations())
        .extracting(e -> e == null ? null : e.getMeant())
        .containsExactly("bell", null);

    rig.label(dog);
    rig.labelBytes("a", null, EvaluationRig.NOW);
    assertThat(rig.evaluations())
        .extracting(e -> e == null ? null : e.getMeant())
        .containsExactly("dog", null);
    assertThat(rig.count(EvaluationMeters.LABELS)).isEqualTo(7);
  }

  @Test
  void nothingNew_isNotSaid() {
    rig.hear(window);
    rig.label(dog);
    assertThat(rig.evaluations()).hasSize(1);

    rig.label(dog);
    rig.hear(window);
    rig.label(Given.samples("b", "porch & yard", 90_000, 91_000, "cat"));
    rig.label(Given.samples("c", "elsewhere", 10_000, 11_000, "cat"));
    assertThat(rig.evaluations()).isEmpty();
  }

  @Test
  void window_thatIsHeardAnew_isSaidAnew() {
    rig.hear(window);
    rig.label(dog);
    Recognition again = Given.window("porch & yard", 7, 10_000, "dog");
    rig.hear(again);
    assertThat(rig.evaluations()).extracting(Evaluation::getSaid).containsExactly("bell", "dog");
  }

  @Test
  void shadow_isNotEvaluated() {
    rig.hear(Recognition.newBuilder(window).setRoute(Route.SHADOW).build());
    rig.label(dog);
    assertThat(rig.evaluations()).isEmpty();
    assertThat(rig.count(EvaluationMeters.POISON, "reason", "bad-recognition")).isEqualTo(0);
  }

  @Test
  void poison_isCounted_andStopsNothing() {
    rig.hearBytes(null, EvaluationRig.NOW);
    rig.hearBytes(new byte[100], EvaluationRig.NOW);
    Recognition endless = Given.window("porch & yard", 8, 0, "bell");
    rig.hear(Recognition.newBuilder(endless).setSampleCount(0).build());
    Recognition stray = Given.window("porch & yard", 9, 0, "bell");
    rig.hear(Recognition.newBuilder(stray).setWindowId("%zz/x").build());
    rig.labelBytes("a", new byte[] {1, 2, 3}, EvaluationRig.NOW);
    rig.labelBytes(null, null, EvaluationRig.NOW);
    rig.label(Given.samples("b", "porch & yard", 5, 5, "dog"));
    rig.label(Given.samples("c", "porch & yard", 0, 5, " "));
    rig.label(Given.samples("d", "", 0, 5, "dog"));
    rig.hear(window);
    rig.label(dog);

    assertThat(rig.evaluations()).hasSize(1);
    assertThat(rig.count(EvaluationMeters.POISON, "reason", "bad-recognition")).isEqualTo(4);
    assertThat(rig.count(EvaluationMeters.POISON, "reason", "undecodable-label")).isEqualTo(1);
    assertThat(rig.count(EvaluationMeters.POISON, "reason", "key-mismatch")).isEqualTo(1);
    assertThat(rig.count(EvaluationMeters.POISON, "reason", "bad-interval")).isEqualTo(1);
    assertThat(rig.count(EvaluationMeters.POISON, "reason", "bad-identity")).isEqualTo(2);
    assertThat(rig.count(EvaluationMeters.LABELS)).isEqualTo(1);
  }

  @Test
  void afterTwoDays_aWindowStandsAsItWas_andTheStoresAreEmpty() {
    Instant later = EvaluationRig.NOW.plus(Duration.ofHours(47));
    Instant tooLate = EvaluationRig.NOW.plus(Duration.ofHours(49));
    rig.hear(window);
    rig.label(dog);
    rig.label(Given.samples("a", "porch & yard", 10_000, 11_000, "cat"), later);
    assertThat(rig.evaluations()).extracting(Evaluation::getMeant).containsExactly("dog", "cat");

    rig.label(Given.samples("a", "porch & yard", 10_000, 11_000, null), tooLate);
    assertThat(rig.evaluations()).isEmpty();
    assertThat(rig.count(EvaluationMeters.EXPIRED, "kind", "recognition")).isEqualTo(1);

    rig.hear(window, EvaluationRig.NOW);
    rig.label(dog, EvaluationRig.NOW);
    assertThat(rig.evaluations()).isEmpty();
    assertThat(rig.count(EvaluationMeters.LATE, "kind", "recognition")).isEqualTo(1);
    assertThat(rig.count(EvaluationMeters.LATE, "kind", "label")).isEqualTo(1);

    rig.label(Given.utc("z", "porch & yard", 0, 1_000, "dog"), tooLate);
    assertThat(rig.stored()).isPositive();
    Instant end = tooLate.plus(Duration.ofHours(97));
    rig.label(Given.samples("a", "porch & yard", 0, 1, null), end);
    assertThat(rig.stored()).isZero();
    assertThat(rig.count(EvaluationMeters.EXPIRED, "kind", "label")).isEqualTo(1);
  }

  private static final int MANY = 1_700;

  private List<Recognition> hearMany() {
    List<Recognition> windows = new ArrayList<>();
    for (int k = 0; k < MANY; k++) {
      windows.add(Given.window("porch", k, k * 500L, "bell"));
    }
    windows.forEach(rig::hear);
    return windows;
  }

  @Test
  void labelThatTouchesManyWindows_isSettledByAndBy_asTheBatchHasIt() {
    List<Recognition> windows = hearMany();
    int heard = rig.stored();
    Label all = Given.samples("a", "porch", 0, MANY * 500L + 500, "dog");

    rig.label(all);
    assertThat(rig.evaluations()).hasSize(Desk.MOST_AT_ONCE);
    rig.goOn();
    assertThat(rig.evaluations()).hasSize(LabelProcessor.MOST_SETTLED_AT_ONCE);
    // What is short is not held up by what is long.
    Label named = Given.naming("b", windows.get(MANY - 1), "cat");
    rig.label(named);
    assertThat(rig.evaluations()).extracting(Evaluation::getMeant).containsExactly("cat");
    rig.goOn();
    int rest = MANY - Desk.MOST_AT_ONCE - LabelProcessor.MOST_SETTLED_AT_ONCE;
    assertThat(rig.evaluations()).hasSize(rest - 1);
    rig.goOn();
    assertThat(rig.evaluations()).isEmpty();
    // A label, its place and its age; nothing is left of what was to be done.
    assertThat(rig.stored()).isEqualTo(heard + 2 * 3);

    Label revised = Given.at(Given.samples("a", "porch", 0, MANY * 500L + 500, "cow"), 2);
    rig.label(revised);
    rig.goOn();
    rig.goOn();
    Map<String, Evaluation> said = rig.folded();
    assertThat(said).hasSize(MANY - 1);
    for (Recognition one : windows.subList(0, MANY - 1)) {
      assertThat(said.get(one.getWindowId()))
          .isEqualTo(Judgement.evaluate(one, List.of(revised, named)).orElseThrow());
    }
  }

  @Test
  void longLabelThatIsWithdrawnAtOnce_leavesNothing() {
    hearMany();
    int heard = rig.stored();
    Label all = Given.utc("a", "porch", 0, MANY * 500L + 500, "dog");
    rig.label(all);
    rig.label(Given.utc("a", "porch", 0, MANY * 500L + 500, null));
    for (int i = 0; i < 5; i++) {
      rig.goOn();
    }
    assertThat(rig.folded()).isEmpty();
    assertThat(rig.stored()).isEqualTo(heard);
  }

  @Test
  void whatALongLabelLeft_isJudgedByTheNextProcess() {
    hearMany();
    rig.label(Given.samples("a", "porch", 0, MANY * 500L + 500, "dog"));
    Set<String> judged = new HashSet<>(rig.folded().keySet());

    Desk next = rig.desk((windowId, evaluation) -> judged.add(windowId));
    next.settleRest(500);
    assertThat(judged).hasSize(Desk.MOST_AT_ONCE + 500);
    next.settleRest(MANY);
    assertThat(judged).hasSize(MANY);
  }

  @Test
  void recordThatIsDaysAhead_stopsNothing_andLeavesLikeAnyOther() {
    ManualClock clock = new ManualClock(EvaluationRig.NOW);
    try (EvaluationRig bounded = new EvaluationRig(clock)) {
      bounded.label(
          Given.samples("x", "other", 0, 1_000, "dog"), EvaluationRig.NOW.plus(Duration.ofDays(3)));
      bounded.hear(window);
      bounded.label(dog);

      assertThat(bounded.evaluations()).extracting(Evaluation::getMeant).containsExactly("dog");
      assertThat(bounded.count(EvaluationMeters.LATE, "kind", "recognition")).isZero();
      assertThat(bounded.count(EvaluationMeters.LATE, "kind", "label")).isZero();

      Duration kept = Desk.KEPT.multipliedBy(2).plus(EvaluationTopology.MOST_AHEAD);
      clock.advance(kept.plusSeconds(2));
      bounded.labelBytes("none", null, clock.instant());
      assertThat(bounded.stored()).isZero();
    }
  }

  @Test
  void clockThatWasAhead_andIsRightAgain_stopsNothing() {
    ManualClock clock = new ManualClock(EvaluationRig.NOW.plus(Duration.ofDays(3)));
    try (EvaluationRig bounded = new EvaluationRig(clock)) {
      bounded.label(Given.samples("x", "other", 0, 1_000, "dog"), clock.instant());
      clock.advance(Duration.ofDays(-3));
      bounded.hear(window);
      bounded.label(dog);

      assertThat(bounded.evaluations()).extracting(Evaluation::getMeant).containsExactly("dog");
      assertThat(bounded.count(EvaluationMeters.LATE, "kind", "recognition")).isZero();
    }
  }

  @Test
  void manyThatLeaveAtOnce_allLeave() {
    for (int k = 0; k < 300; k++) {
      rig.hear(Given.window("porch", k, k * 500L, "bell"));
    }
    for (int i = 0; i < 2; i++) {
      rig.labelBytes("none", null, EvaluationRig.NOW.plus(Duration.ofHours(49)));
    }
    assertThat(rig.stored()).isZero();
    assertThat(rig.count(EvaluationMeters.EXPIRED, "kind", "recognition")).isEqualTo(300);
  }
}
