package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.schemas.avro.ClosedBy;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Of which audio clips are asked for, at windows of 256 ms every 128 ms. */
class ClipRequestTest {
  private static final int RATE = 8_000;
  private static final DetectionRule RULE =
      new DetectionRule(
          0.7,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10));
  private static final ClipRule NO_AUDIT = new ClipRule(true, 0.1, 0, 1);
  private static final double LOUD = 0.8;
  private static final double NEARLY = 0.46;
  private static final double FAINT = 0.3;

  @Test
  void detection_isAskedForWhenItIsOver() {
    try (Rig rig = rig(NO_AUDIT)) {
      rig.send(audio("0001", 4, LOUD, 1, 2).frames(0, 4 * RATE, 800));

      Detection closed = rig.detections().get(1);
      assertThat(rig.wanted())
          .singleElement()
          .isEqualTo(
              new ClipRequest(
                  "detection/" + closed.getDetectionId(),
                  ClipKind.DETECTION,
                  closed.getDetectionId(),
                  "porch",
                  "0001",
                  closed.getFirstSampleIndex(),
                  closed.getFirstSampleIndex() + closed.getSampleCount(),
                  RATE,
                  closed.getStartTimeMicros(),
                  "loud",
                  0.8f,
                  0.5f,
                  "steps",
                  1,
                  1L,
                  null));
      assertThat(rig.count(InferenceMeters.CLIPS_WANTED, "detection")).isEqualTo(1);
    }
  }

  @Test
  void peaksBelowTheThreshold_areOneNearMissARun() {
    try (Rig rig = rig(NO_AUDIT)) {
      rig.send(audio("0001", 6, NEARLY, 1, 2, 4, 4.5).frames(0, 6 * RATE, 800));
      rig.send(audio("0001", 6, NEARLY, 1, 2, 4, 4.5).lastWord());

      List<ClipRequest> wanted = rig.wanted();
      assertThat(rig.detections()).isEmpty();
      assertThat(wanted).allMatch(clip -> clip.getKind() == ClipKind.NEAR_MISS).hasSize(2);
      ClipRequest first = wanted.get(0);
      // The first window with any of the sound is k = 6, and none of the run is higher.
      assertThat(first.getClipId()).isEqualTo("near-miss/" + window(6));
      assertThat(first.getSubjectId()).isEqualTo(window(6));
      assertThat(first.getFirstSampleIndex()).isEqualTo(6 * 1_024);
      assertThat(first.getEndSampleIndex()).isEqualTo(6 * 1_024 + 2_048);
      assertThat(first.getStartTimeMicros()).isEqualTo(TestAudio.EPOCH_MICROS + 768_000);
      assertThat(first.getScore()).isEqualTo(0.46f);
      assertThat(first.getThreshold()).isEqualTo(0.5f);
      assertThat(first.getAuditRate()).isNull();
      assertThat(rig.events()).isEmpty();
    }
  }

  @Test
  void whatIsFarBelow_isNoNearMiss() {
    try (Rig rig = rig(NO_AUDIT)) {
      rig.send(audio("0001", 4, FAINT, 1, 2).frames(0, 4 * RATE, 800));
      rig.send(audio("0001", 4, FAINT, 1, 2).lastWord());
      assertThat(rig.wanted()).isEmpty();
    }
  }

  @Test
  void peaksThatTouchADetection_areItsBeginningAndEnd() {
    double[] scores = new double[5 * RATE];
    fill(scores, NEARLY, 1, 1.5);
    fill(scores, LOUD, 1.5, 2);
    fill(scores, NEARLY, 2, 2.5);
    TestAudio audio = audio("0001", scores);
    try (Rig rig = rig(NO_AUDIT)) {
      rig.send(audio.frames(0, 5 * RATE, 800));
      rig.send(audio.lastWord());

      assertThat(rig.wanted()).singleElement().matches(c -> c.getKind() == ClipKind.DETECTION);
    }
  }

  @Test
  void nearMiss_isToldOnceThroughRestarts() {
    TestAudio audio = audio("0001", 6, NEARLY, 1, 3);
    List<ClipRequest> wanted = new ArrayList<>();
    Rig rig = rig(NO_AUDIT);
    try {
      for (int from = 0; from < 6 * RATE; from += RATE / 2) {
        rig.send(audio.frames(from, from + RATE / 2, 800));
        wanted.addAll(rig.wanted());
        rig = rig.restart();
      }
      assertThat(wanted).singleElement().matches(c -> c.getClipId().endsWith("/6"));
    } finally {
      rig.close();
    }
  }

  @Test
  void nearMissOfASourceThatFellSilent_isToldByWallClock_andNotAgain() {
    TestAudio audio = audio("0001", 6, NEARLY, 1, 3);
    try (Rig rig = rig(NO_AUDIT)) {
      rig.send(audio.frames(0, 2 * RATE, 800));
      rig.letPass(Duration.ofSeconds(1));
      assertThat(rig.wanted()).isEmpty();
      rig.letPass(Duration.ofSeconds(20));
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(Duration.ofSeconds(1));
      assertThat(rig.wanted()).hasSize(1);

      rig.send(audio.frames(2 * RATE, 6 * RATE, 800));
      assertThat(rig.wanted()).isEmpty();
    }
  }

  @Test
  void detectionThatGoesOn_isAskedForAgainUnderItsId() {
    TestAudio audio = audio("0001", 6, LOUD, 1, 3);
    try (Rig rig = rig(NO_AUDIT)) {
      rig.send(audio.frames(0, 2 * RATE, 800));
      rig.letPass(Duration.ofSeconds(11));
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(Duration.ofSeconds(1));
      List<ClipRequest> idle = rig.wanted();
      assertThat(rig.detections()).last().matches(d -> d.getClosedBy() == ClosedBy.IDLE);
      rig.send(audio.frames(2 * RATE, 6 * RATE, 800));
      List<ClipRequest> whole = rig.wanted();

      assertThat(idle).hasSize(1);
      assertThat(whole).hasSize(1);
      assertThat(whole.get(0).getClipId()).isEqualTo(idle.get(0).getClipId());
      assertThat(whole.get(0).getEndSampleIndex()).isGreaterThan(idle.get(0).getEndSampleIndex());
    }
  }

  @Test
  void auditSample_isTheSameForAnyChunkingAndRestart() {
    ClipRule rule = new ClipRule(false, 0, 0.4, 7);
    TestAudio audio = audio("0001", 20, LOUD, 3, 9);
    Set<String> expected = new TreeSet<>();
    Set<String> all = new TreeSet<>();
    Set<String> once = new TreeSet<>();
    try (Rig rig = rig(rule)) {
      rig.send(audio.frames(0, 20 * RATE, 800));
      rig.send(audio.lastWord());
      for (Recognition window : rig.recognitions()) {
        all.add(window.getWindowId());
        if (rule.audits(window.getWindowId())) {
          expected.add(window.getWindowId());
        }
      }
      for (ClipRequest clip : rig.wanted()) {
        assertThat(clip.getKind()).isEqualTo(ClipKind.AUDIT);
        assertThat(clip.getClipId()).isEqualTo("audit/" + clip.getSubjectId());
        assertThat(clip.getAuditRate()).isEqualTo(0.4);
        assertThat(clip.getEndSampleIndex() - clip.getFirstSampleIndex()).isEqualTo(2_048);
        assertThat(once.add(clip.getSubjectId())).isTrue();
      }
    }
    assertThat(once).isEqualTo(expected).isNotEmpty().hasSizeLessThan(all.size());

    Set<String> again = new TreeSet<>();
    Rig rig = rig(rule);
    try {
      for (int from = 0; from < 20 * RATE; from += 16_000) {
        rig.send(audio.frames(from, from + 16_000, 333));
        rig.wanted().forEach(clip -> again.add(clip.getSubjectId()));
        rig = rig.restart();
      }
      rig.send(audio.lastWord());
      rig.wanted().forEach(clip -> again.add(clip.getSubjectId()));
    } finally {
      rig.close();
    }
    assertThat(again).isEqualTo(expected);
  }

  @Test
  void auditSample_hasItsRate_isNested_andFollowsTheSeed() {
    int windows = 40_000;
    ClipRule tenth = new ClipRule(false, 0, 0.1, 7);
    ClipRule fifth = new ClipRule(false, 0, 0.2, 7);
    ClipRule other = new ClipRule(false, 0, 0.1, 8);
    int sampled = 0;
    int both = 0;
    for (int k = 0; k < windows; k++) {
      boolean in = tenth.audits(window(k));
      sampled += in ? 1 : 0;
      both += in && other.audits(window(k)) ? 1 : 0;
      assertThat(!in || fifth.audits(window(k))).isTrue();
      assertThat(new ClipRule(false, 0, 0, 7).audits(window(k))).isFalse();
      assertThat(new ClipRule(false, 0, 1, 7).audits(window(k))).isTrue();
    }
    // Five standard deviations of a binomial of 40 000 at 0.1, and at 0.01 for two seeds.
    assertThat(sampled).isBetween(4_000 - 300, 4_000 + 300);
    assertThat(both).isBetween(400 - 100, 400 + 100);
  }

  @Test
  void settings_areRead_andRefusedByName() throws SettingException {
    assertThat(rule(Map.of())).isEqualTo(ClipRule.USUAL);
    assertThat(
            rule(
                Map.of(
                    "clips.detections", "false",
                    "clips.near.miss.margin", "0",
                    "clips.audit.rate", "0.25",
                    "clips.audit.seed", "9")))
        .isEqualTo(new ClipRule(false, 0, 0.25, 9));
    assertThatThrownBy(() -> rule(Map.of("clips.audit.rate", "1.5")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("clips.audit.rate")
        .hasMessageContaining("1.5")
        .hasMessageContaining("a number in [0.0, 1.0]");
    assertThatThrownBy(() -> rule(Map.of("clips.near.miss.margin", "1")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("clips.near.miss.margin");
  }

  private static ClipRule rule(Map<String, String> given) throws SettingException {
    return HearingRule.of(Settings.of(given, Map.of())).clips();
  }

  private static Rig rig(ClipRule clips) {
    Model steps = new OneLabelModel("steps", Rig.SMALL, "loud", ClipRequestTest::score);
    return new Rig(Rig.seated(steps), RULE, HearingRule.USUAL.asking(clips));
  }

  private static String window(long k) {
    return WindowId.of("porch", "0001", Route.CHAMPION, Rig.SMALL.digest(), k);
  }

  /** A tone that scores so much between each pair of seconds, and silence elsewhere. */
  private static TestAudio audio(String session, int seconds, double score, double... fromTo) {
    double[] scores = new double[seconds * RATE];
    for (int j = 0; j < fromTo.length; j += 2) {
      fill(scores, score, fromTo[j], fromTo[j + 1]);
    }
    return audio(session, scores);
  }

  private static void fill(double[] scores, double score, double from, double to) {
    for (int i = (int) (from * RATE); i < to * RATE; i++) {
      scores[i] = score;
    }
  }

  /** Each score is a tone of its own. */
  private static TestAudio audio(String session, double[] scores) {
    return TestAudio.of(
        session,
        scores.length / RATE,
        i -> {
          double hz = scores[i] == LOUD ? 3_010 : scores[i] == NEARLY ? 1_337 : 300;
          return scores[i] == 0 ? 0 : 0.3 * Math.sin(2 * Math.PI * hz * i / RATE);
        });
  }

  /** Scores {@code loud} by the band of the strongest feature. */
  private static float[] score(float[] features) {
    int strongest = OneLabelModel.strongest(features);
    if (strongest < 0) {
      return new float[] {0.9f, 0.1f};
    }
    // Features are [part, band, frame].
    int band = strongest / Rig.SMALL.frames() % Rig.SMALL.melBands();
    return new float[] {0.05f, (float) (band >= 6 ? LOUD : band >= 3 ? NEARLY : FAINT)};
  }
}
