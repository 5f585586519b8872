package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.TrialModel.Flaw;
import dev.argand.inference.rollout.RollbackPolicy;
import dev.argand.inference.rollout.RolloutWatch;
import dev.argand.inference.rollout.RolloutWatch.Signal;
import dev.argand.runtime.Health;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.FrontEnd;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Challenger and shadow in the topology: who answers, what is compared, and going back. */
class CanaryTest {
  private static final int RATE = 8_000;
  private static final int FRAME = 1_600;
  private static final int SOURCES = 24;

  /** By when a bad model has been found. */
  private static final int ENOUGH_SECONDS = 18;

  private static final FrontEnd OTHER = new FrontEnd(4_000, 512, 256, 128, 64, 6, 50, 1_900, 10);

  private final ModelSlot slot = new ModelSlot();
  private final AliasLog log = new AliasLog();
  private final Map<String, Model> store = new HashMap<>();
  private final List<String> loaded = new ArrayList<>();
  private final List<TestAudio> sources = new ArrayList<>();
  private long generation;
  private int sentTo;
  private Rig rig;
  private ChampionSeat seat;

  @BeforeEach
  void start() {
    rig = new Rig(slot);
    seat =
        new ChampionSeat(
            this::load,
            slot,
            new InferenceMetrics(rig.registry),
            new Health(),
            ModelRule.USUAL.watch(),
            rig.clock);
    for (int i = 0; i < SOURCES; i++) {
      sources.add(TestAudio.noise("source-" + i, "0001", RATE, 20, 100 + i));
    }
    keep(new TrialModel("champion", Rig.SMALL, Flaw.NONE));
    name("champion", "champion");
  }

  @AfterEach
  void stop() {
    rig.close();
    slot.close();
  }

  @Test
  void challenger_servesItsShareOfTheSources_andStaysThereThroughRestartsAndGrowth() {
    keep(new TrialModel("challenger", Rig.SMALL, Flaw.RETRAINED));
    canary("challenger", 30);
    Map<String, Set<String>> thirty = servedBy(hear(2));
    Set<String> onChallenger = sourcesOf(thirty, "challenger");
    assertThat(onChallenger).isNotEmpty().hasSizeLessThan(SOURCES / 2);
    assertThat(sourcesOf(thirty, "champion")).hasSize(SOURCES - onChallenger.size());

    rig = rig.restart();
    assertThat(servedBy(hear(2))).isEqualTo(thirty);

    canary("challenger", 60);
    Set<String> more = sourcesOf(servedBy(hear(2)), "challenger");
    assertThat(more).containsAll(onChallenger).hasSizeGreaterThan(onChallenger.size());
    assertThat(loaded).containsExactly("champion", "challenger");
  }

  @Test
  void everyWindow_isAnsweredOnce_byTheModelOfItsSide_andComparedWithTheOther() {
    keep(new TrialModel("challenger", Rig.SMALL, Flaw.RETRAINED));
    canary("challenger", 40);
    List<Recognition> all = hear(3);

    for (TestAudio source : sources) {
      boolean tried = log.rollout(Rollout.CHALLENGER).orElseThrow().includes(source.sourceId());
      List<Recognition> own =
          all.stream().filter(r -> r.getSourceId().equals(source.sourceId())).toList();
      List<Recognition> answers = route(own, Route.CHAMPION);
      Map<String, List<Float>> expected =
          Oracle.windows(
              source,
              new TrialModel("any", Rig.SMALL, tried ? Flaw.RETRAINED : Flaw.NONE),
              0,
              3 * RATE);
      assertThat(Oracle.windows(answers)).isNotEmpty();
      assertThat(expected).containsAllEntriesOf(Oracle.windows(answers));
      assertThat(answers)
          .allMatch(r -> r.getModelDigest().equals(tried ? "challenger" : "champion"));
      List<Recognition> compared = route(own, Route.SHADOW);
      assertThat(compared).hasSize(tried ? answers.size() : 0);
      assertThat(compared).allMatch(r -> r.getModelDigest().equals("champion"));
    }
  }

  @Test
  void challenger_thatIsWithdrawn_answersNothingFromThatGenerationOn() {
    TrialModel challenger = new TrialModel("challenger", Rig.SMALL, Flaw.NONE);
    keep(challenger);
    canary("challenger", 50);
    List<Recognition> all = new ArrayList<>(hear(1));
    name("challenger", null);
    all.addAll(hear(2));

    assertThat(all).anyMatch(r -> r.getModelDigest().equals("challenger"));
    assertThat(all)
        .filteredOn(r -> r.getAliasGeneration() >= 3)
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals("champion"))
        .allMatch(r -> r.getRoute() == Route.CHAMPION);
    assertThat(challenger.isClosed()).isTrue();
  }

  @Test
  void challenger_thatCannotBeLoaded_isLeftOutAndSaid_andTheChampionServesAll() {
    canary("missing", 50);

    assertThat(servedBy(hear(1)).keySet()).containsExactly("champion");
    assertThat(beside()).isEqualTo("challenger left out: no model missing");
    assertThat(seat.standing().orElseThrow().failure()).isEmpty();
    name("challenger", null);
    assertThat(beside()).isEmpty();
  }

  @Test
  void challenger_ofAnotherFrontEnd_servesAndIsNotCompared() {
    keep(new TrialModel("challenger", OTHER, Flaw.NONE));
    canary("challenger", 50);
    List<Recognition> all = hear(2);

    assertThat(sourcesOf(servedBy(all), "challenger")).isNotEmpty();
    assertThat(route(all, Route.SHADOW)).isEmpty();
  }

  @Test
  void champion_thatCannotBeLoaded_endsTheTrialAgainstTheOneBefore() {
    keep(new TrialModel("challenger", Rig.SMALL, Flaw.NONE));
    canary("challenger", 50);
    name("champion", "missing");

    assertThat(servedBy(hear(1)).keySet()).containsExactly("champion");
  }

  @Test
  void promotion_andRollback_loadNothingAgain() {
    keep(new TrialModel("challenger", Rig.SMALL, Flaw.NONE));
    canary("challenger", 20);
    name("champion", "challenger");
    assertThat(servedBy(hear(1)).keySet()).containsExactly("challenger");
    name("champion", "champion");
    assertThat(servedBy(hear(1)).keySet()).containsExactly("champion");
    assertThat(loaded).containsExactly("champion", "challenger");
  }

  @Test
  void shadow_isComparedOnItsSources_andServesNone() {
    keep(new TrialModel("shadow", Rig.SMALL, Flaw.PERMUTED));
    name(Rollout.aliasText(Rollout.SHADOW, 50), "shadow");
    List<Recognition> all = hear(2);

    assertThat(servedBy(all).keySet()).containsExactly("champion");
    List<Recognition> compared = route(all, Route.SHADOW);
    Rollout rollout = log.rollout(Rollout.SHADOW).orElseThrow();
    assertThat(compared)
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals("shadow") && rollout.includes(r.getSourceId()));
    assertThat(compared)
        .hasSize(
            (int)
                route(all, Route.CHAMPION).stream()
                    .filter(r -> rollout.includes(r.getSourceId()))
                    .count());
  }

  @Test
  void shadow_ofAnotherFrontEnd_isRefused() {
    keep(new TrialModel("shadow", OTHER, Flaw.NONE));
    name(Rollout.aliasText(Rollout.SHADOW, 50), "shadow");

    assertThat(hear(1)).allMatch(r -> r.getRoute() == Route.CHAMPION);
    assertThat(beside()).contains("shadow left out", "front end");
  }

  @Test
  void shadow_ofAnotherFrontEnd_isLoaded_onceTheChampionHasThatFrontEnd() {
    keep(new TrialModel("shadow", OTHER, Flaw.NONE));
    name(Rollout.aliasText(Rollout.SHADOW, 100), "shadow");
    assertThat(beside()).contains("shadow left out");
    // What was refused is closed; a loader makes another.
    keep(new TrialModel("shadow", OTHER, Flaw.NONE));
    keep(new TrialModel("next", OTHER, Flaw.NONE));
    name("champion", "next");

    assertThat(beside()).doesNotContain("shadow left out");
    List<Recognition> all = hear(2);
    assertThat(route(all, Route.SHADOW))
        .hasSameSizeAs(route(all, Route.CHAMPION))
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals("shadow"));
  }

  @Test
  void shadow_isLeftOut_whenTheChampionThatComesHasAnotherFrontEnd_evenAsTheOneBefore() {
    keep(new TrialModel("next", OTHER, Flaw.NONE));
    name("champion", "next");
    // Still loaded, for a rollback.
    name(Rollout.aliasText(Rollout.SHADOW, 100), "champion");

    assertThat(beside()).contains("shadow left out", "front end");
  }

  @Test
  void championBefore_ofAnotherFrontEnd_takesNoWindowFromTheShadow_andThatNobodyWatchesIsSaid() {
    keep(new TrialModel("next", OTHER, Flaw.NONE));
    keep(new TrialModel("shadow", OTHER, Flaw.RETRAINED));
    name("champion", "next");
    name(Rollout.aliasText(Rollout.SHADOW, 100), "shadow");
    List<Recognition> all = hear(3);

    assertThat(route(all, Route.SHADOW))
        .hasSameSizeAs(route(all, Route.CHAMPION))
        .allMatch(r -> r.getModelDigest().equals("shadow"));
    assertThat(beside()).contains("not compared with the one before, champion", "front end");
    assertThat(seat.standing().orElseThrow().failure()).isEmpty();
    rig.letPass(ModelRule.USUAL.watch());
    seat.follow(log);
    assertThat(beside()).isEmpty();
  }

  @Test
  void championBefore_thatCannotAnswer_isSaidForAsLongAsItIsAsked() {
    keep(new TrialModel("first", Rig.SMALL, Flaw.FAILING));
    keep(new TrialModel("next", Rig.SMALL, Flaw.NONE));
    name("champion", "first");
    name("champion", "next");
    hear(2);
    assertThat(beside()).contains("model first, only compared, cannot answer");
    assertThat(seat.standing().orElseThrow().failure()).isEmpty();

    rig.letPass(ModelRule.USUAL.watch());
    seat.follow(log);
    assertThat(beside()).isEmpty();
  }

  /** A bad model, found by what it says beside the champion, and gone within the same audio. */
  @ParameterizedTest
  @CsvSource({
    "RANDOM,DISAGREEMENT,RATE",
    "PERMUTED,DISAGREEMENT,DISAGREEMENT",
    "NOT_A_NUMBER,NON_FINITE,NON_FINITE",
    "ALWAYS_ON,RATE,DISAGREEMENT"
  })
  void badChallenger_isTakenBack(Flaw flaw, Signal signal, Signal orSignal) {
    keep(new TrialModel("bad", Rig.SMALL, flaw));
    canary("bad", 40);
    List<Recognition> all =
        hearUntilABreach("challenger " + flaw, challengerWatch(), signal, orSignal);

    name("challenger", null);
    all.addAll(hear(1));
    assertThat(all).anyMatch(r -> r.getModelDigest().equals("bad"));
    assertThat(all)
        .filteredOn(r -> r.getAliasGeneration() >= 3)
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals("champion"));
  }

  @Test
  void shadow_thatCannotAnswer_harmsNoWindow_andTheReasonIsSaid() {
    keep(new TrialModel("shadow", Rig.SMALL, Flaw.FAILING));
    name(Rollout.aliasText(Rollout.SHADOW, 100), "shadow");
    List<Recognition> all = hear(2);

    assertThat(all).isNotEmpty().allMatch(r -> r.getRoute() == Route.CHAMPION);
    assertThat(rig.count(InferenceMeters.COMPARISONS_FAILED)).isEqualTo(all.size());
    assertThat(beside())
        .isEqualTo(
            "model shadow, only compared, cannot answer: java.lang.IllegalStateException: no kernel"
                + " for it");
    assertThat(seat.standing().orElseThrow().failure()).isEmpty();
    name(Rollout.SHADOW, null);
    assertThat(beside()).isEmpty();
  }

  @Test
  void shadow_thatAnswersAgain_isSaidNoMoreToFail() {
    TrialModel shadow = new TrialModel("shadow", Rig.SMALL, Flaw.FAILING);
    keep(shadow);
    name(Rollout.aliasText(Rollout.SHADOW, 100), "shadow");
    hear(2);
    assertThat(beside()).contains("cannot answer");

    shadow.heal();
    assertThat(route(hear(1), Route.SHADOW)).isNotEmpty();
    assertThat(beside()).isEmpty();
  }

  @Test
  void trialThatEnded_isSaidNoMore_evenWhileTheChampionCannotBeLoaded() {
    canary("missing", 50);
    name("champion", "missing too");
    name("challenger", null);

    assertThat(seat.standing().orElseThrow().failure()).isEqualTo("no model missing too");
    assertThat(beside()).isEmpty();
  }

  @Test
  void championThatWasNotTried_isComparedWithTheOneBefore_inSomeWindowsAndForAWhile() {
    keep(new TrialModel("next", Rig.SMALL, Flaw.RETRAINED));
    name("champion", "next");
    List<Recognition> all = hear(3);
    List<Recognition> answers = route(all, Route.CHAMPION);
    List<Recognition> compared = route(all, Route.SHADOW);

    assertThat(answers).isNotEmpty().allMatch(r -> r.getModelDigest().equals("next"));
    assertThat(compared)
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals("champion"))
        .hasSize(
            (int)
                answers.stream()
                    .filter(r -> r.getWindowIndex() % Lineup.COMPARED_EVERY == 0)
                    .count());

    rig.letPass(ModelRule.USUAL.watch());
    seat.follow(log);
    assertThat(hear(2)).isNotEmpty().allMatch(r -> r.getRoute() == Route.CHAMPION);
  }

  @Test
  void championThatWasTried_isComparedNoMore() {
    keep(new TrialModel("tried", Rig.SMALL, Flaw.RETRAINED));
    canary("tried", 50);
    name("champion", "tried");
    assertThat(hear(2)).isNotEmpty().allMatch(r -> r.getRoute() == Route.CHAMPION);
  }

  /** The same bad models, named champion without a trial. */
  @ParameterizedTest
  @CsvSource({
    "RANDOM,DISAGREEMENT,RATE",
    "PERMUTED,DISAGREEMENT,DISAGREEMENT",
    "NOT_A_NUMBER,NON_FINITE,NON_FINITE",
    "ALWAYS_ON,RATE,DISAGREEMENT"
  })
  void badChampion_isTakenBack(Flaw flaw, Signal signal, Signal orSignal) {
    keep(new TrialModel("bad", Rig.SMALL, flaw));
    name("champion", "bad");
    List<Recognition> all = hearUntilABreach("champion " + flaw, championWatch(), signal, orSignal);

    name("champion", "champion");
    all.addAll(hear(1));
    assertThat(all)
        .filteredOn(r -> r.getAliasGeneration() >= 3)
        .isNotEmpty()
        .allMatch(r -> r.getModelDigest().equals("champion") && r.getRoute() == Route.CHAMPION);
    assertThat(loaded).containsExactly("champion", "bad");
  }

  @Test
  void goodChampion_isNotTakenBack() {
    keep(new TrialModel("good", Rig.SMALL, Flaw.RETRAINED));
    name("champion", "good");
    requireNoBreach(championWatch());
  }

  /** What was heard until the watch would take the model back, by one of two signals. */
  private List<Recognition> hearUntilABreach(
      String model, RolloutWatch watch, Signal signal, Signal orSignal) {
    List<Recognition> all = new ArrayList<>();
    int seconds = 0;
    for (; watch.breach().isEmpty() && seconds < ENOUGH_SECONDS; seconds++) {
      List<Recognition> some = hear(1);
      some.forEach(r -> watch.accept(r, OptionalLong.of(1_000)));
      all.addAll(some);
    }
    assertThat(watch.breach().map(RolloutWatch.Breach::signal))
        .isPresent()
        .get()
        .isIn(signal, orSignal);
    System.out.printf(
        "%s: taken back after %d s of audio, %d windows, by %s%n",
        model, seconds, watch.heard(), watch.breach().orElseThrow().words());
    return all;
  }

  private void requireNoBreach(RolloutWatch watch) {
    hear(ENOUGH_SECONDS).forEach(r -> watch.accept(r, OptionalLong.of(1_000)));

    assertThat(watch.heard()).isGreaterThan(500);
    assertThat(watch.breach()).isEmpty();
  }

  private RolloutWatch challengerWatch() {
    return new RolloutWatch(
        log.rollout(Rollout.CHALLENGER).orElseThrow(), RollbackPolicy.defaults());
  }

  private RolloutWatch championWatch() {
    return RolloutWatch.ofChampion(
        log.succession().orElseThrow(), RollbackPolicy.defaults(), digest -> Optional.empty());
  }

  @Test
  void goodChallenger_isNotTakenBack() {
    keep(new TrialModel("good", Rig.SMALL, Flaw.RETRAINED));
    canary("good", 40);
    requireNoBreach(challengerWatch());
  }

  private Model load(String digest) throws ModelLoadException {
    loaded.add(digest);
    Model model = store.get(digest);
    if (model == null) {
      throw new ModelLoadException(ModelLoadException.Reason.REFUSED, "no model " + digest);
    }
    return model;
  }

  private String beside() {
    return seat.standing().orElseThrow().beside();
  }

  private void keep(TrialModel model) {
    store.put(model.digest(), model);
  }

  private void canary(String digest, int percent) {
    name(Rollout.aliasText(Rollout.CHALLENGER, percent), digest);
  }

  private void name(String alias, @Nullable String digest) {
    log.event(
        AvroCodec.of(AliasEvent.class)
            .encode(new AliasEvent(alias, digest, generation++, "test", "test", nowMicros())));
    seat.follow(log);
  }

  private long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, rig.clock.instant());
  }

  /** The next seconds of every source, and what is recognised in them. */
  private List<Recognition> hear(int seconds) {
    int end = sentTo + seconds * RATE;
    for (TestAudio source : sources) {
      rig.send(source.frames(sentTo, end, FRAME));
    }
    sentTo = end;
    return rig.recognitions();
  }

  private static List<Recognition> route(List<Recognition> all, Route route) {
    return all.stream().filter(r -> r.getRoute() == route).toList();
  }

  /** Sources by the digest of what answers for them. */
  private static Map<String, Set<String>> servedBy(List<Recognition> all) {
    return route(all, Route.CHAMPION).stream()
        .collect(
            Collectors.groupingBy(
                Recognition::getModelDigest,
                Collectors.mapping(Recognition::getSourceId, Collectors.toSet())));
  }

  private static Set<String> sourcesOf(Map<String, Set<String>> served, String digest) {
    return served.getOrDefault(digest, new HashSet<>());
  }
}
