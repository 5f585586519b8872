package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.ShedRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is given up when recognition lags, and what is not. */
class OverloadTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);
  private static final Duration LIMIT = OverloadRule.USUAL.maxLag();
  private static final Duration BEYOND = LIMIT.plusMillis(1);

  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 3.0, 31);

  @Test
  void windows_beyondTheLag_areShed_andTheRestAreThoseOfTheBatch() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 16_000, 1_600));
      for (AudioFrame late : audio.frames(16_000, 32_000, 1_600)) {
        rig.sendLate(late, BEYOND);
      }
      rig.send(audio.frames(32_000, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      List<Recognition> heard = rig.recognitions();
      List<ShedRange> ranges = rig.shed();
      List<String> shed = new ArrayList<>();
      ranges.forEach(range -> shed.addAll(windowIds(range)));
      Map<String, List<Float>> expected = Oracle.windows(audio, MODEL);
      assertThat(shed).doesNotHaveDuplicates().isNotEmpty();
      assertThat(expected.keySet()).containsAll(shed);
      shed.forEach(expected::remove);
      // Nothing is lost silently, and nothing else is lost.
      assertThat(Oracle.windows(heard)).isEqualTo(expected);
      assertThat(
              rig.registry
                  .get("argand.recognition.shed")
                  .tag("route", "champion")
                  .counter()
                  .count())
          .isEqualTo(shed.size());
      assertThat(rig.chunks()).isEmpty();
    }
  }

  @Test
  void shedRange_saysWhatWhenAndWhy() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.sendLate(audio.frame(0, 16_000), BEYOND);

      List<ShedRange> ranges = rig.shed();
      assertThat(ranges).hasSize(1);
      ShedRange range = ranges.get(0);
      // Windows end at 0.256 s + k 0.128 s: six lie within the second.
      assertThat(range.getFirstWindowIndex()).isEqualTo(0);
      assertThat(range.getLastWindowIndex()).isEqualTo(5);
      assertThat(range.getFirstSampleIndex()).isEqualTo(0);
      assertThat(range.getSampleCount()).isEqualTo(Rig.SMALL.sourceEnd(5, 16_000));
      assertThat(range.getStartTimeMicros()).isEqualTo(audio.micros(0));
      assertThat(range.getEndTimeMicros()).isEqualTo(audio.micros(Rig.SMALL.sourceEnd(5, 16_000)));
      assertThat(range.getSampleRateHz()).isEqualTo(16_000);
      assertThat(range.getRoute()).isEqualTo(Route.CHAMPION);
      assertThat(range.getModelDigest()).isEqualTo("model-1");
      assertThat(range.getModelVersion()).isEqualTo(1);
      assertThat(range.getAliasGeneration()).isEqualTo(1);
      assertThat(range.getLagMillis()).isEqualTo(BEYOND.toMillis());
      assertThat(range.getLimitMillis()).isEqualTo(LIMIT.toMillis());
    }
  }

  @Test
  void windows_atTheLimit_areHeard() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.sendLate(audio.frame(0, audio.sampleFrames(), true), LIMIT);

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.shed()).isEmpty();
    }
  }

  /** Nobody could hear it when it came, as before the first champion. */
  @Test
  void windows_thatCameBeforeTheInstanceServed_areHeard_howeverOldTheyAre() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.servesSinceMillis = rig.clock.millis();

      rig.sendLate(audio.frame(0, 16_000), Duration.ofHours(3));
      rig.clock.advance(LIMIT);
      rig.sendLate(audio.frame(16_000, audio.sampleFrames(), true), Duration.ofHours(3));

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.shed()).isEmpty();
      assertThat(lagSeconds(rig)).as("as old as it is").isEqualTo(3 * 3_600.0);
    }
  }

  @Test
  void windows_thatAreNotCaughtUpWithInTime_areShed_andSayHowOldTheyAre() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.servesSinceMillis = rig.clock.millis();
      rig.clock.advance(BEYOND);

      rig.sendLate(audio.frame(0, 16_000), Duration.ofHours(3));

      assertThat(rig.shed())
          .singleElement()
          .satisfies(
              range -> {
                assertThat(range.getLastWindowIndex()).isEqualTo(5);
                assertThat(range.getLagMillis()).isEqualTo(Duration.ofHours(3).toMillis());
              });
    }
  }

  /** The start excuses what came before it, not what came since. */
  @Test
  void windows_thatCameSinceTheInstanceServed_areShedByTheirAge() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.servesSinceMillis = rig.clock.millis();
      rig.clock.advance(BEYOND.plusMillis(1));

      rig.sendLate(audio.frame(0, 16_000), LIMIT);
      rig.sendLate(audio.frame(16_000, 32_000), BEYOND);

      assertThat(rig.shed())
          .singleElement()
          .satisfies(range -> assertThat(range.getFirstWindowIndex()).isEqualTo(6));
    }
  }

  @Test
  void limitOfZero_shedsNothing() {
    HearingRule never =
        new HearingRule(
            ReorderRule.USUAL,
            new OverloadRule(Duration.ZERO),
            QualityRule.USUAL,
            DecisionRule.USUAL);
    try (Rig rig = new Rig(Rig.seated(MODEL), DetectionRule.USUAL, never)) {
      rig.sendLate(audio.frame(0, audio.sampleFrames(), true), Duration.ofDays(1));

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
    }
  }

  @Test
  void shadow_givesWayFirst() {
    OverloadRule rule = new OverloadRule(Duration.ofSeconds(60));

    assertThat(rule.sheds(Route.SHADOW, 30_000)).isFalse();
    assertThat(rule.sheds(Route.SHADOW, 30_001)).isTrue();
    assertThat(rule.sheds(Route.CHAMPION, 60_000)).isFalse();
    assertThat(rule.sheds(Route.CHAMPION, 60_001)).isTrue();
  }

  @Test
  void lag_isAMeter_andGoesBackWhenNothingWaits() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.sendLate(audio.frame(0, 1_600), Duration.ofSeconds(7));
      assertThat(lagSeconds(rig)).isEqualTo(7.0);

      // The first look still belongs to the frame.
      rig.letPass(Duration.ofSeconds(1));
      rig.letPass(Duration.ofSeconds(1));
      assertThat(lagSeconds(rig)).isZero();
    }
  }

  @Test
  void setting_belowASecond_isRefused() throws SettingException {
    assertThat(HearingRule.of(Settings.of(Map.of(), Map.of()))).isEqualTo(HearingRule.USUAL);
    assertThat(rule("0s").overload().maxLag()).isZero();
    assertThatThrownBy(() -> rule("500ms"))
        .isInstanceOf(SettingException.class)
        .hasMessage("inference.max.lag must be 0s or at least 1s, was 500 ms");
  }

  private static HearingRule rule(String maxLag) throws SettingException {
    return HearingRule.of(Settings.of(Map.of("inference.max.lag", maxLag), Map.of()));
  }

  private static double lagSeconds(Rig rig) {
    return rig.registry.get("argand.recognition.lag").tag("partition", "0").gauge().value();
  }

  private static List<String> windowIds(ShedRange range) {
    List<String> ids = new ArrayList<>();
    for (long k = range.getFirstWindowIndex(); k <= range.getLastWindowIndex(); k++) {
      ids.add(
          WindowId.of(
              range.getSourceId(),
              range.getSessionId(),
              range.getRoute(),
              range.getFrontEndDigest(),
              k));
    }
    return ids;
  }
}
