package dev.argand.inference.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.inference.rollout.RolloutWatch.Signal;
import dev.argand.runtime.SettingException;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Succession;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.CounterRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutWatchTest {
  private static final Rollout ROLLOUT =
      new Rollout(Rollout.CHALLENGER, "challenger/5", "new", 100, 5);
  private static final List<String> LABELS = List.of("background", "bell", "dog", "rain");

  private final RolloutWatch watch = new RolloutWatch(ROLLOUT, RollbackPolicy.defaults());

  /**
   * Ten days of a good model, a window a second: quiet nights, busy days, storms in which nearly
   * all windows say something; it says one spoken window in five otherwise.
   */
  @Test
  void goodModel_for24Hours_isNeverTakenBack() {
    int taken = 0;
    for (int day = 0; day < 10; day++) {
      RolloutWatch ofTheDay = new RolloutWatch(ROLLOUT, RollbackPolicy.defaults());
      simulate(ofTheDay, CounterRandom.of(day), 0.2);
      assertThat(ofTheDay.heard()).isEqualTo(86_400);
      taken += ofTheDay.breach().isPresent() ? 1 : 0;
    }
    assertThat(taken).isZero();
  }

  /** The same days with a model that learned permuted labels: the simulation can be caught. */
  @Test
  void permutedModel_inTheSameDay_isTakenBackBeforeItsHundredthWord() {
    simulate(watch, CounterRandom.of(0), 1.0);
    assertThat(watch.breach().orElseThrow().signal()).isEqualTo(Signal.DISAGREEMENT);
    assertThat(watch.breach().orElseThrow().words()).startsWith("of 30 windows that either says");
  }

  private static void simulate(RolloutWatch watch, CounterRandom random, double otherwise) {
    double storm = 0;
    for (int k = 0; k < 86_400; k++) {
      double hour = k / 3600.0;
      storm = random.nextDouble() < 1e-4 ? 0.9 : storm * 0.995;
      double busy = Math.max(storm, 0.01 + 0.1 * Math.max(0, Math.sin((hour - 6) / 12 * Math.PI)));
      int heard = random.nextDouble() < busy ? 1 + random.nextInt(3) : 0;
      int said = heard;
      if (heard > 0 && random.nextDouble() < otherwise) {
        said = otherwise == 1.0 ? 1 + heard % 3 : random.nextInt(4);
      } else if (heard == 0 && random.nextDouble() < 0.003) {
        said = 1 + random.nextInt(3);
      }
      watch.accept(answer("hall", k, true, said, 5, 0.9f), OptionalLong.of(4_000));
      watch.accept(answer("hall", k, false, heard, 5, 0.9f), OptionalLong.of(3_000));
    }
  }

  @Test
  void oneScoreThatIsNoNumber_isEnough_pairedOrNot() {
    watch.accept(answer("hall", 0, true, 1, 5, Float.POSITIVE_INFINITY), OptionalLong.empty());
    assertThat(watch.breach().orElseThrow().signal()).isEqualTo(Signal.NON_FINITE);
  }

  @Test
  void whatIsOlderThanTheRollout_orOfOthers_countsForNothing() {
    watch.accept(answer("hall", 0, true, 1, 4, Float.NaN), OptionalLong.empty());
    watch.accept(answer("hall", 0, false, 1, 5, Float.NaN), OptionalLong.empty());
    assertThat(watch.breach()).isEmpty();
    assertThat(watch.heard()).isZero();
  }

  @Test
  void slowModel_isTakenBack_andASlowOneUnderTheFloorIsNot() {
    for (int k = 0; k < 150; k++) {
      watch.accept(answer("hall", k, true, 0, 5, 0.9f), OptionalLong.of(19_000));
      watch.accept(answer("hall", k, false, 0, 5, 0.9f), OptionalLong.of(1_000));
    }
    assertThat(watch.breach()).isEmpty();
    for (int k = 150; k < 600; k++) {
      watch.accept(answer("hall", k, true, 0, 5, 0.9f), OptionalLong.of(50_000));
      watch.accept(answer("hall", k, false, 0, 5, 0.9f), OptionalLong.of(4_000));
    }
    assertThat(watch.breach().orElseThrow().signal()).isEqualTo(Signal.TIME);
    assertThat(watch.breach().orElseThrow().words()).contains("the challenger", "5.0 times");
  }

  @Test
  void fewerWindowsThanTheLeast_decideNothing() {
    for (int k = 0; k < 29; k++) {
      watch.accept(answer("hall", k, true, 2, 5, 0.9f), OptionalLong.of(1));
      watch.accept(answer("hall", k, false, 1, 5, 0.9f), OptionalLong.of(1));
    }
    assertThat(watch.breach()).isEmpty();
  }

  /** As after a crash with at-least-once. */
  @Test
  void windowsThatComeAgain_decideNothingAgain() {
    for (int again = 0; again < 3; again++) {
      for (int k = 0; k < 29; k++) {
        watch.accept(answer("hall", k, true, 2, 5, 0.9f), OptionalLong.of(1));
        watch.accept(answer("hall", k, false, 1, 5, 0.9f), OptionalLong.of(1));
      }
    }
    assertThat(watch.breach()).isEmpty();
    assertThat(watch.heard()).isEqualTo(29);
  }

  @Test
  void order_ofTheTwoAnswers_doesNotMatter() {
    List<Recognition> shuffled = new ArrayList<>();
    for (int k = 0; k < 400; k++) {
      shuffled.add(answer("hall", k, true, 1, 5, 0.9f));
      shuffled.add(answer("hall", k, false, 1, 5, 0.9f));
    }
    Collections.shuffle(shuffled, new java.util.Random(3));
    shuffled.forEach(r -> watch.accept(r, OptionalLong.of(1)));
    assertThat(watch.breach()).isEmpty();
    assertThat(watch.heard()).isEqualTo(400);
  }

  @Test
  void newChampion_isComparedWithTheOneBefore_andNotWithAShadow() {
    RolloutWatch champion = champion(Map.of());
    for (int k = 0; k < 60; k++) {
      champion.accept(answer("hall", k, true, 1, 5, 0.9f), OptionalLong.of(1));
      champion.accept(answer("hall", k, false, "a shadow", 2, 5, 0.9f), OptionalLong.of(1));
    }
    assertThat(champion.breach()).isEmpty();
    for (int k = 0; k < 60; k++) {
      champion.accept(answer("hall", k, false, 2, 5, 0.9f), OptionalLong.of(1));
    }
    assertThat(champion.breach().orElseThrow().signal()).isEqualTo(Signal.DISAGREEMENT);
    assertThat(champion.before()).contains("old");
  }

  /** It was promoted because it says other things; that it gives no number was not. */
  @Test
  void newChampion_thatTheGatePromoted_isHeldToItsScoresAndItsTime() {
    RolloutWatch champion = champion(Map.of("new", model("new", LABELS, true)));
    for (int k = 0; k < 500; k++) {
      champion.accept(answer("hall", k, true, 1, 5, 0.9f), OptionalLong.of(1));
      champion.accept(answer("hall", k, false, 0, 5, 0.9f), OptionalLong.of(1));
    }
    assertThat(champion.breach()).isEmpty();
    champion.accept(answer("hall", 500, true, 1, 5, Float.NaN), OptionalLong.of(1));
    assertThat(champion.breach().orElseThrow().signal()).isEqualTo(Signal.NON_FINITE);
  }

  @Test
  void newChampion_thatTheGateDidNotPromote_isHeldToAllOfThePolicy() {
    RolloutWatch champion = champion(Map.of("new", model("new", LABELS, false)));
    for (int k = 0; k < 500; k++) {
      champion.accept(answer("hall", k, true, 1, 5, 0.9f), OptionalLong.of(1));
      champion.accept(answer("hall", k, false, 0, 5, 0.9f), OptionalLong.of(1));
    }
    assertThat(champion.breach()).isPresent();
  }

  /** A new sound all day is why the model came; an old one said otherwise still counts. */
  @Test
  void windowsOfALabelThatOnlyOneOfThemHas_areNotCompared() {
    Map<String, ModelAnnouncement> announced =
        Map.of(
            "old", model("old", List.of("background", "bell", "dog"), false),
            "new", model("new", LABELS, false));
    RolloutWatch challenger =
        RolloutWatch.ofChallenger(
            ROLLOUT,
            RollbackPolicy.defaults(),
            digest -> Optional.ofNullable(announced.get(digest)));
    for (int k = 0; k < 1_000; k++) {
      challenger.accept(answer("hall", k, true, 3, 5, 0.9f), OptionalLong.of(1));
      challenger.accept(answer("hall", k, false, k % 2, 5, 0.9f), OptionalLong.of(1));
    }
    assertThat(challenger.breach()).isEmpty();
    for (int k = 1_000; k < 1_060; k++) {
      challenger.accept(answer("hall", k, true, 2, 5, 0.9f), OptionalLong.of(1));
      challenger.accept(answer("hall", k, false, 1, 5, 0.9f), OptionalLong.of(1));
    }
    assertThat(challenger.breach().orElseThrow().signal()).isEqualTo(Signal.DISAGREEMENT);
  }

  private static RolloutWatch champion(Map<String, ModelAnnouncement> announced) {
    return RolloutWatch.ofChampion(
        new Succession("new", "old", 5, Instant.EPOCH),
        RollbackPolicy.defaults(),
        digest -> Optional.ofNullable(announced.get(digest)));
  }

  static ModelAnnouncement model(String digest, List<String> labels, boolean promoted) {
    return ModelAnnouncement.newBuilder()
        .setDigest(digest)
        .setVersion(1)
        .setRunId("run")
        .setLabels(labels)
        .setField("COMPLEX")
        .setGenotype("none")
        .setParameters(1)
        .setFrontEndDigest("f")
        .setHeldOutAccuracy(0.5)
        .setPublishedAtMicros(1)
        .setGate(new GateResult(promoted, "by the gate", null, 0.5, 0.6, 0.1, 0.2, 30, 0L))
        .build();
  }

  @Test
  void policy_isRead_andWhatIsWrongIsOneLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("rollback.properties");
    Files.writeString(file, "rollback = dry-run\nrollback.rate.high = 9\nrollback.watch = 90s\n");
    RollbackPolicy policy = RollbackPolicy.read(file);
    assertThat(policy.mode()).isEqualTo(RollbackPolicy.Mode.DRY_RUN);
    assertThat(policy.rateHigh()).isEqualTo(9);
    assertThat(policy.watch()).hasSeconds(90);
    assertThat(policy.windows()).isEqualTo(RollbackPolicy.defaults().windows());
    assertThat(RollbackPolicy.read(null)).isEqualTo(RollbackPolicy.defaults());

    Files.writeString(file, "rollback.rate.hihg = 9\n");
    assertThatThrownBy(() -> RollbackPolicy.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("rollback.rate.hihg");
    Files.writeString(file, "rollback.windows = 50\n");
    assertThatThrownBy(() -> RollbackPolicy.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("was 100 over 50");
  }

  static Recognition answer(
      String source, long k, boolean challenger, int label, long generation, float score) {
    return answer(source, k, challenger, challenger ? "new" : "old", label, generation, score);
  }

  private static Recognition answer(
      String source,
      long k,
      boolean challenger,
      String model,
      int label,
      long generation,
      float score) {
    List<Float> scores = new ArrayList<>(Collections.nCopies(LABELS.size(), 0.01f));
    scores.set(label, score);
    return new Recognition(
        source + "/" + k,
        source,
        "0001",
        challenger ? Route.CHAMPION : Route.SHADOW,
        "f".repeat(64),
        k,
        k,
        1L,
        8_000,
        k,
        k + 1,
        model,
        1,
        generation,
        LABELS.get(label),
        score,
        0.5f,
        label > 0,
        scores,
        label > 0 ? WindowDecision.ACCEPTED : WindowDecision.BACKGROUND,
        -30f,
        List.of());
  }
}
