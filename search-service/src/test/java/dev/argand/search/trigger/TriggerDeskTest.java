package dev.argand.search.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.schemas.Micros;
import dev.argand.schemas.avro.Trigger;
import dev.argand.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TriggerDeskTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock(T0);
  private final Policy policy = Policy.defaults();
  private final TriggerDesk desk = new TriggerDesk(policy, clock, clock);

  @Test
  void look_stormOfTenThousandLabelsInAMinute_startsOnce() {
    List<Ruling> starts = new ArrayList<>();
    List<Ruling> all = new ArrayList<>();
    for (int labels = 1; labels <= 10_000; labels++) {
      clock.advance(Duration.ofMillis(6));
      desk.clips(labels);
      lookAndStart(starts, all);
    }
    // The run ends; long after the cooldown nothing is new.
    clock.advance(Duration.ofMinutes(2));
    lookAndStart(starts, all);
    desk.ended(clock.instant());
    for (int minute = 0; minute < 60; minute++) {
      clock.advance(Duration.ofMinutes(1));
      lookAndStart(starts, all);
    }
    assertThat(starts).hasSize(1);
    assertThat(starts.get(0).trigger()).isEqualTo(Trigger.LABELS);
    assertThat(starts.get(0).reason()).contains("10000").contains("200");
    assertThat(all).hasSizeLessThan(4);
  }

  @Test
  void look_labelsThatNeverPause_startAfterSettleMost() {
    desk.clips(200);
    Instant enough = clock.instant();
    List<Ruling> rulings = List.of();
    for (int labels = 201; rulings.isEmpty(); labels++) {
      clock.advance(SECOND);
      desk.clips(labels);
      rulings = desk.look();
      assertThat(labels).isLessThan(500);
    }
    assertThat(Duration.between(enough, clock.instant())).isEqualTo(policy.settleMost());
  }

  @Test
  void look_labelsThatPause_startAfterSettle() {
    desk.clips(200);
    clock.advance(policy.settle().minusMillis(1));
    assertThat(desk.look()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(desk.look()).singleElement().matches(Ruling::start);
  }

  @Test
  void look_labelsWhoseClipsAreToCome_areWaitedFor_butNotForEver() {
    desk.clips(200);
    desk.cutting(true);
    clock.advance(policy.settle());
    assertThat(desk.look()).isEmpty();
    desk.cutting(false);
    assertThat(desk.look()).singleElement().matches(Ruling::start);

    TriggerDesk another = new TriggerDesk(policy, clock, clock);
    another.clips(200);
    another.cutting(true);
    clock.advance(policy.settleMost());
    assertThat(another.look()).singleElement().matches(Ruling::start);
  }

  @Test
  void look_oneLabelTooFew_doesNotStart() {
    desk.clips(199);
    clock.advance(Duration.ofHours(1));
    assertThat(desk.look()).isEmpty();
  }

  @Test
  void look_enoughLabelsButWithdrawn_doesNotStart() {
    desk.clips(200);
    desk.clips(150);
    clock.advance(Duration.ofHours(1));
    assertThat(desk.look()).isEmpty();
    assertThat(desk.pending()).isEqualTo(150);
  }

  @Test
  void look_duringARun_refusesOnceWithItsName() {
    running("r1");
    desk.clips(500);
    List<Ruling> rulings = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      clock.advance(SECOND);
      rulings.addAll(desk.look());
    }
    assertThat(rulings).singleElement().matches(ruling -> !ruling.start());
    assertThat(rulings.get(0).inTheWay()).isEqualTo("r1");
    assertThat(rulings.get(0).reason()).contains("r1").contains("500 new");
  }

  @Test
  void look_withinCooldown_refusesOnce_andStartsAfterIt() {
    running("r1");
    desk.ended(clock.instant());
    desk.clips(300);
    clock.advance(policy.settle());
    assertThat(desk.look()).singleElement().matches(ruling -> !ruling.start());
    clock.advance(policy.cooldown().minus(policy.settle()).minusMillis(1));
    assertThat(desk.look()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(desk.look()).singleElement().matches(Ruling::start);
  }

  /** It was an hour ahead when the run ended. */
  @Test
  void clockThatIsSetBack_lengthensNeitherCooldownNorPause() {
    ManualClock steady = new ManualClock(T0);
    TriggerDesk another = new TriggerDesk(policy, clock, steady);
    assertThat(another.person("ann", "a run").start()).isTrue();
    another.started("r1", clock.instant());
    clock.advance(Duration.ofHours(1));
    another.ended(clock.instant());
    another.clips(300);
    clock.advance(Duration.ofHours(-1));

    steady.advance(policy.cooldown().minusMillis(1));
    assertThat(another.look()).singleElement().matches(ruling -> !ruling.start());
    steady.advance(Duration.ofMillis(1));
    assertThat(another.look()).singleElement().matches(Ruling::start);
  }

  /** As where the clock was set back while the service was down. */
  @Test
  void restore_ofAnEndAheadOfTheClock_isOfOneNow() {
    desk.restore("r1", T0, 0, T0.plus(Duration.ofDays(2)));
    desk.clips(300);
    clock.advance(policy.cooldown().minusMillis(1));
    assertThat(desk.look()).singleElement().matches(ruling -> !ruling.start());
    clock.advance(Duration.ofMillis(1));
    assertThat(desk.look()).singleElement().matches(Ruling::start);
  }

  @Test
  void person_overridesTheCooldown_butNotARun() {
    running("r1");
    Ruling during = desk.person("ann", "new microphones");
    assertThat(during.start()).isFalse();
    assertThat(during.inTheWay()).isEqualTo("r1");
    desk.ended(clock.instant());
    Ruling after = desk.person("ann", "new microphones");
    assertThat(after).isEqualTo(new Ruling(Trigger.PERSON, true, "new microphones", "ann", null));
    // It is about to start: nobody else may.
    assertThat(desk.person("bob", "me too").start()).isFalse();
    assertThat(desk.alert("Deaf", "").start()).isFalse();
  }

  @Test
  void alert_keepsTheCooldown_andThePolicysNames() {
    TriggerDesk picky =
        new TriggerDesk(
            new Policy(
                200,
                200,
                0.75,
                Duration.ofMinutes(10),
                SECOND,
                SECOND,
                "cpu",
                "bundled",
                1,
                Set.of("AccuracyLow")),
            clock,
            clock);
    assertThat(picky.alert("DiskFull", "").reason()).contains("DiskFull").contains("AccuracyLow");
    assertThat(picky.alert("DiskFull", "").start()).isFalse();
    Ruling start = picky.alert("AccuracyLow", "below 0.7 for 5 minutes");
    assertThat(start.start()).isTrue();
    assertThat(start.reason()).isEqualTo("alert AccuracyLow: below 0.7 for 5 minutes");
    picky.started("r1", clock.instant());
    picky.ended(clock.instant());
    clock.advance(policy.cooldown().minusSeconds(1));
    assertThat(picky.alert("AccuracyLow", "").reason()).contains("cooldown").contains("1 s left");
    clock.advance(SECOND);
    assertThat(picky.alert("AccuracyLow", "").start()).isTrue();
  }

  @Test
  void look_accuracySurelyBelowTheBound_starts() {
    desk.champion("a");
    // 130 of 200: the interval's upper end is 0.713.
    windows("a", 0, 200, 130);
    Ruling ruling = desk.look().get(0);
    assertThat(ruling.trigger()).isEqualTo(Trigger.ACCURACY);
    assertThat(ruling.start()).isTrue();
    assertThat(ruling.reason())
        .contains("0.650")
        .contains("0.713")
        .contains("200")
        .contains("0.75");
  }

  @Test
  void look_accuracyBelowTheBoundByChance_doesNotStart() {
    desk.champion("a");
    // 142 of 200 is 0.71, below 0.75, but the interval reaches 0.768.
    windows("a", 0, 200, 142);
    assertThat(desk.look()).isEmpty();
  }

  @Test
  void look_tooFewWindows_orAnotherModels_doNotStart() {
    desk.champion("a");
    windows("a", 0, 199, 0);
    windows("b", 1000, 200, 0);
    assertThat(desk.look()).isEmpty();
    desk.champion("b");
    assertThat(desk.look()).singleElement().matches(Ruling::start);
  }

  @Test
  void look_onlyTheNewestWindowsCount_andUpsertsReplace() {
    desk.champion("a");
    windows("a", 0, 200, 0);
    windows("a", 200, 200, 200);
    assertThat(desk.look()).isEmpty();
    // The newest are corrected: they were wrong after all.
    windows("a", 200, 200, 100);
    assertThat(desk.look()).isNotEmpty();
  }

  @Test
  void look_windowsTakenBack_countNoMore() {
    desk.champion("a");
    windows("a", 0, 200, 0);
    desk.unjudged("w0");
    assertThat(desk.look()).isEmpty();
  }

  @Test
  void look_afterARun_wantsNewlyLabelledWindows() {
    desk.champion("a");
    windows("a", 0, 200, 0);
    assertThat(desk.look()).hasSize(1);
    clock.advance(SECOND);
    desk.started("r1", clock.instant());
    desk.ended(clock.instant());
    clock.advance(Duration.ofHours(1));
    assertThat(desk.look()).isEmpty();
    windows("a", 200, 200, 0);
    assertThat(desk.look()).singleElement().matches(Ruling::start);
  }

  @Test
  void restore_goesOnWhereTheDeskBeforeWas() {
    desk.clips(1000);
    desk.restore("r1", T0, 900, null);
    assertThat(desk.running()).contains("r1");
    assertThat(desk.pending()).isEqualTo(100);
    assertThat(desk.person("ann", "x").start()).isFalse();
    clock.set(T0.plusSeconds(60));
    desk.ended(clock.instant());
    desk.clips(1100);
    clock.set(T0.plusSeconds(60).plus(policy.cooldown()).minusSeconds(1));
    assertThat(desk.look()).noneMatch(Ruling::start);
    clock.advance(SECOND);
    assertThat(desk.look()).singleElement().matches(Ruling::start);
  }

  @Test
  void abandoned_triesAgainAfterACooldown_butAPersonAtOnce() {
    desk.clips(200);
    clock.advance(policy.settle());
    assertThat(desk.look()).singleElement().matches(Ruling::start);
    desk.abandoned("no background");
    clock.advance(SECOND);
    assertThat(desk.look()).isEmpty();
    assertThat(desk.person("ann", "fixed").start()).isTrue();
    desk.abandoned("no profile");
    clock.advance(policy.cooldown());
    assertThat(desk.look()).singleElement().matches(Ruling::start);
  }

  @Test
  void started_withoutARuling_isRefused() {
    assertThatThrownBy(() -> desk.started("r1", T0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> desk.ended(T0)).isInstanceOf(IllegalStateException.class);
  }

  private void running(String run) {
    assertThat(desk.person("test", "test").start()).isTrue();
    desk.started(run, clock.instant());
  }

  private void lookAndStart(List<Ruling> starts, List<Ruling> all) {
    for (Ruling ruling : desk.look()) {
      all.add(ruling);
      if (ruling.start()) {
        starts.add(ruling);
        desk.started("r" + starts.size(), clock.instant());
      }
    }
  }

  private void windows(String model, int from, int n, int right) {
    long labelled = Micros.of(clock.instant().plusMillis(1));
    for (int i = 0; i < n; i++) {
      desk.evaluated("w" + (from + i), model, (from + i) * 1_000_000L, i < right, labelled);
    }
  }
}
