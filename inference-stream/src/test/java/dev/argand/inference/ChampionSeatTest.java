package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.ModelLoadException.Reason;
import dev.argand.runtime.Health;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChampionSeatTest {
  private final ModelSlot slot = new ModelSlot();
  private final Health health = new Health();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final Map<String, Model> store = new HashMap<>();
  private final List<String> loaded = new ArrayList<>();
  private Reason refusal = Reason.REFUSED;
  private String tooLarge = "";
  private final AliasLog log = new AliasLog();
  private final ChampionSeat seat =
      new ChampionSeat(
          this::load, slot, new InferenceMetrics(registry), health, ModelRule.USUAL.watch(), clock);
  private long generation;

  private Model load(String digest) throws ModelLoadException {
    loaded.add(digest);
    if (digest.equals(tooLarge)) {
      throw new OutOfMemoryError("Java heap space");
    }
    Model model = store.get(digest);
    if (model == null) {
      throw new ModelLoadException(refusal, "no model " + digest);
    }
    return model;
  }

  @Test
  void emptyLog_saysThatThereIsNoChampion() {
    seat.follow(log);

    assertThat(status().ok()).isFalse();
    assertThat(status().detail()).contains("no champion yet");
    assertThat(slot.peek()).isEmpty();
  }

  @Test
  void champion_isLoadedOnce_andNamedAsTheLogSays() {
    FakeModel model = stored("a");
    name("champion", "a");
    seat.follow(log);
    seat.follow(log);
    assertThat(champion()).isEqualTo(new Champion(model, 0, 1));

    // Announced after it was named, and another alias moves: no second load.
    announce("a", 12);
    name("challenger", "b");
    seat.follow(log);
    assertThat(champion()).isEqualTo(new Champion(model, 12, 2));
    assertThat(loaded).containsExactly("a");
    assertThat(status().ok()).isTrue();
    assertThat(status().detail()).contains("version 12", "generation 2");
    assertThat(registry.get("argand.model.info").tag("version", "12").gauge().value()).isEqualTo(1);
    assertThat(registry.find("argand.model.info").gauges()).hasSize(1);
  }

  @Test
  void champion_thatIsRefused_leavesTheOldOne_withItsGeneration() {
    FakeModel old = stored("a");
    name("champion", "a");
    seat.follow(log);
    name("champion", "bad");
    seat.follow(log);
    name("challenger", "c");
    clock.advance(Duration.ofHours(1));
    seat.follow(log);

    assertThat(champion()).isEqualTo(new Champion(old, 0, 1));
    assertThat(old.isClosed()).isFalse();
    assertThat(loaded).containsExactly("a", "bad");
    assertThat(failures("refused")).isEqualTo(1);
    assertThat(status().ok()).isTrue();
    assertThat(status().detail()).contains("bad", "refused", "no model bad", "still using");

    // The next champion is tried again.
    stored("d");
    name("champion", "d");
    seat.follow(log);
    assertThat(champion().model().digest()).isEqualTo("d");
    assertThat(champion().generation()).isEqualTo(4);
    assertThat(old.isClosed()).as("it stays loaded, for a rollback").isFalse();
    stored("e");
    name("champion", "e");
    seat.follow(log);
    assertThat(old.isClosed()).isTrue();
  }

  @Test
  void champion_thatCannotBeFetchedYet_isTriedAgainLater() {
    refusal = Reason.UNAVAILABLE;
    name("champion", "late");
    seat.follow(log);
    seat.follow(log);
    assertThat(loaded).hasSize(1);
    assertThat(status().ok()).isFalse();

    stored("late");
    clock.advance(Duration.ofSeconds(6));
    seat.follow(log);
    assertThat(champion().model().digest()).isEqualTo("late");
    assertThat(status().ok()).isTrue();
  }

  @Test
  void champion_thatWasRefused_isTriedAgain_whenItIsNamedAgain() {
    stored("a");
    name("champion", "a");
    seat.follow(log);
    name("champion", "bad");
    seat.follow(log);
    stored("bad");
    seat.follow(log);
    assertThat(champion().model().digest()).isEqualTo("a");

    name("champion", "bad");
    seat.follow(log);
    assertThat(champion().model().digest()).isEqualTo("bad");
    assertThat(loaded).containsExactly("a", "bad", "bad");
  }

  @Test
  void champion_thatIsDamaged_isTriedAgainAfterMinutes() {
    refusal = Reason.DAMAGED;
    name("champion", "a");
    seat.follow(log);
    stored("a");
    clock.advance(Duration.ofMinutes(4));
    seat.follow(log);
    assertThat(loaded).hasSize(1);

    clock.advance(Duration.ofMinutes(2));
    seat.follow(log);
    assertThat(champion().model().digest()).isEqualTo("a");
  }

  /** A store that drips must not hold back the end of a trial, or a rollback. */
  @Test
  void shadow_thatHangsInItsStore_holdsNothingBack() throws Exception {
    stored("a");
    stored("b");
    FakeModel slow = stored("slow");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch comes = new CountDownLatch(1);
    ModelLoader store =
        digest -> {
          if (digest.equals("slow")) {
            asked.countDown();
            awaitQuietly(comes);
          }
          return Objects.requireNonNull(this.store.get(digest));
        };
    try (ChampionSeat busy =
        new ChampionSeat(
            store,
            ModelLoads.threads(),
            slot,
            new InferenceMetrics(registry),
            health,
            ModelRule.USUAL.watch(),
            clock)) {
      name("champion", "a");
      name(Rollout.aliasText(Rollout.CHALLENGER, 50), "b");
      name(Rollout.aliasText(Rollout.SHADOW, 100), "slow");
      await()
          .until(
              () -> {
                busy.follow(log);
                return slot.lineup().flatMap(Lineup::challenger).isPresent();
              });
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();

      name("challenger", null);
      busy.follow(log);
      assertThat(slot.lineup().orElseThrow().challenger()).isEmpty();
      assertThat(slot.lineup().orElseThrow().shadow()).isEmpty();

      // It comes when nobody wants it any more.
      name("shadow", null);
      busy.follow(log);
      comes.countDown();
      await().until(slow::isClosed);
      busy.follow(log);
      assertThat(slot.lineup().orElseThrow().shadow()).isEmpty();
      assertThat(champion().model().digest()).isEqualTo("a");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void model_thatGivesNoNumberForSilence_isRefusedAndClosed() {
    Broken broken = new Broken("nan", new float[] {Float.NaN, 1, 0, 0});
    store.put("nan", broken);
    name("champion", "nan");
    seat.follow(log);

    assertThat(slot.peek()).isEmpty();
    assertThat(broken.closed).isTrue();
    assertThat(failures("refused")).isEqualTo(1);
  }

  @Test
  void model_thatFailsWhenAsked_isClosed_andFollowingGoesOn() {
    Broken broken = new Broken("boom", null);
    store.put("boom", broken);
    name("champion", "boom");
    seat.follow(log);

    assertThat(broken.closed).isTrue();
    assertThat(failures("failed")).isEqualTo(1);
    assertThat(status().detail()).contains("boom", "failed");
  }

  /** What thread follows the log must outlive a model that memory has no room for. */
  @Test
  void model_thatMemoryHasNoRoomFor_isRefused_andTheOldOneServes() {
    FakeModel old = stored("a");
    name("champion", "a");
    seat.follow(log);
    stored("huge");
    tooLarge = "huge";
    name("champion", "huge");
    seat.follow(log);

    assertThat(champion()).isEqualTo(new Champion(old, 0, 1));
    assertThat(failures("failed")).isEqualTo(1);
    assertThat(status().detail()).contains("huge", "OutOfMemoryError", "still using");
  }

  @Test
  void champion_thatIsWithdrawn_goesOnServing() {
    FakeModel model = stored("a");
    name("champion", "a");
    seat.follow(log);
    name("champion", null);
    seat.follow(log);

    assertThat(champion()).isEqualTo(new Champion(model, 0, 1));
    assertThat(status().ok()).isTrue();
    assertThat(status().detail()).contains("no champion is named at generation 2", "still using");
  }

  @Test
  void events_thatLostARace_orCannotBeRead_changeNothing() {
    stored("a");
    name("champion", "a");
    log.event(event("champion", "b", 0));
    log.event("rubbish".getBytes(StandardCharsets.UTF_8));
    log.announcement("rubbish".getBytes(StandardCharsets.UTF_8));
    seat.follow(log);

    assertThat(champion().model().digest()).isEqualTo("a");
    assertThat(registry.get("argand.model.aliases.voided").gauge().value()).isEqualTo(1);
  }

  /** Gives fixed scores, or throws without any. */
  private static final class Broken implements Model {
    private final FakeModel like;
    private final float @Nullable [] scores;
    private boolean closed;

    Broken(String digest, float @Nullable [] scores) {
      this.like = new FakeModel(digest, Rig.SMALL);
      this.scores = scores;
    }

    @Override
    public String digest() {
      return like.digest();
    }

    @Override
    public List<String> labels() {
      return like.labels();
    }

    @Override
    public String backgroundLabel() {
      return like.backgroundLabel();
    }

    @Override
    public List<Double> thresholds() {
      return like.thresholds();
    }

    @Override
    public dev.argand.signal.FrontEnd frontEnd() {
      return like.frontEnd();
    }

    @Override
    public float[] scores(float[] features) {
      if (scores == null) {
        throw new IllegalStateException("natives are gone");
      }
      return scores;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private FakeModel stored(String digest) {
    FakeModel model = new FakeModel(digest, Rig.SMALL);
    store.put(digest, model);
    return model;
  }

  private void name(String alias, @Nullable String digest) {
    log.event(event(alias, digest, generation++));
  }

  private static byte[] event(String alias, @Nullable String digest, long expected) {
    return AvroCodec.of(AliasEvent.class)
        .encode(
            AliasEvent.newBuilder()
                .setAlias(alias)
                .setDigest(digest)
                .setExpectedGeneration(expected)
                .setWho("test")
                .setWhy("test")
                .setAtMicros(0)
                .build());
  }

  private void announce(String digest, int version) {
    log.announcement(
        AvroCodec.of(ModelAnnouncement.class)
            .encode(
                new ModelAnnouncement(
                    digest,
                    version,
                    "run",
                    List.of("x"),
                    "REAL",
                    "g",
                    1L,
                    "f",
                    0.5,
                    0L,
                    "",
                    null)));
  }

  private Champion champion() {
    return slot.peek().orElseThrow();
  }

  private Health.Status status() {
    return Objects.requireNonNull(health.readiness().get(ChampionSeat.COMPONENT));
  }

  private double failures(String reason) {
    return registry.get("argand.model.load.failures").tag("reason", reason).counter().count();
  }
}
