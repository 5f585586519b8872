package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Frames that come before those that they follow on; at 16 kHz the limit is 8000 samples. */
class ReorderTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);

  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 2.0, 51);

  @Test
  void swappedFrames_areHeardInTheirPlace() {
    List<AudioFrame> frames = new ArrayList<>(audio.frames(0, audio.sampleFrames(), 1_600));
    Collections.swap(frames, 3, 5);
    Collections.swap(frames, 0, 1);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(frames);
      rig.send(audio.lastWord());

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.count(InferenceMeters.REORDERED)).isEqualTo(3);
      assertThat(rig.count(InferenceMeters.GAPS)).isZero();
      assertThat(rig.chunks()).isEmpty();
    }
  }

  /** Both were cut at other places than the frame that fills the gap before them. */
  @Test
  void heldFrames_thatOverlap_loseNothing() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frame(800, 2_400));
      rig.send(audio.frame(1_600, 3_200));
      rig.send(audio.frame(0, 1_600));
      rig.send(audio.frames(3_200, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.count(InferenceMeters.GAPS)).isZero();
      assertThat(rig.chunks()).isEmpty();
    }
  }

  @Test
  void heldFrames_thatOverlap_areStillThereAfterARestart() {
    Rig rig = new Rig(Rig.SMALL);
    try {
      rig.send(audio.frame(800, 2_400));
      rig.send(audio.frame(1_600, 3_200));
      rig.send(audio.frame(0, 1_600));
      List<Recognition> heard = new ArrayList<>(rig.recognitions());
      rig = rig.restart();
      rig.send(audio.frame(2_400, 3_200));
      rig.send(audio.frames(3_200, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());
      heard.addAll(rig.recognitions());

      assertThat(Oracle.windows(heard)).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.count(InferenceMeters.GAPS)).isZero();
      assertThat(rig.chunks()).isEmpty();
    } finally {
      rig.close();
    }
  }

  /** The one that begins where the trimmed one does says less than that. */
  @Test
  void heldFrame_withinAnotherOne_changesNothing() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frame(1_600, 2_000));
      rig.send(audio.frame(800, 2_400));
      rig.send(audio.frame(0, 1_600));
      rig.send(audio.frames(2_400, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.count(InferenceMeters.GAPS)).isZero();
      assertThat(rig.chunks()).isEmpty();
    }
  }

  @Test
  void lastWord_thatComesEarly_endsTheSessionAtItsEnd() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 28_800, 1_600));
      rig.send(audio.lastWord());
      rig.send(audio.frames(28_800, audio.sampleFrames(), 1_600));

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.chunks()).isEmpty();
      // And then it is over.
      rig.send(TestAudio.noise("porch", "0001", 16_000, 3.0, 51).frame(32_000, 33_600));
      assertThat(rig.quarantined()).hasSize(1);
    }
  }

  @Test
  void missingAudio_isAGap_onceTheLimitIsPassed() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 8_000, 1_600));
      rig.send(audio.frames(9_600, 16_000, 1_600));
      assertThat(rig.count(InferenceMeters.GAPS)).isZero();
      rig.recognitions();
      rig.send(audio.frame(16_000, 16_001));

      // It ends 8001 samples behind the first missing one.
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
      assertThat(rig.recognitions()).isNotEmpty();
      rig.send(audio.frame(8_000, 9_600));
      assertThat(rig.count(InferenceMeters.DUPLICATES)).isEqualTo(1);
    }
  }

  @Test
  void whatIsHeld_isBounded_howeverShortTheFramesAre() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frame(0, 100));
      for (int i = 0; i < 2_000; i++) {
        rig.send(audio.frame(200 + 2 * i, 201 + 2 * i));
        assertThat(rig.chunks()).hasSizeLessThan(600);
      }
    }
  }

  @Test
  void heldAudio_isHeard_whenALaterSessionBegins() {
    TestAudio next = TestAudio.noise("porch", "0002", 16_000, 1.0, 52);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 16_000, 1_600));
      rig.send(audio.frames(17_600, 24_000, 1_600));
      rig.send(next.frame(0, next.sampleFrames(), true));

      Map<String, List<Float>> expected = Oracle.windows(audio, MODEL, 0, 16_000);
      expected.putAll(Oracle.windows(audio, MODEL, 17_600, 24_000));
      expected.putAll(Oracle.windows(next, MODEL));
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(expected);
      assertThat(rig.chunks()).isEmpty();
    }
  }

  @Test
  void silentSource_isNotWaitedForForEver_notEvenAfterARestart() {
    Rig rig = new Rig(Rig.SMALL);
    try {
      rig.send(audio.frames(0, 16_000, 1_600));
      rig.send(audio.frames(17_600, 24_000, 1_600));
      rig.recognitions();
      rig = rig.restart();
      rig.letPass(Duration.ofSeconds(1));
      rig.letPass(Duration.ofSeconds(11));
      assertThat(rig.recognitions()).as("there may be more to hear").isEmpty();
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(Duration.ofSeconds(1));

      // The first segment's last windows had waited for nothing.
      assertThat(Oracle.windows(rig.recognitions()).keySet())
          .containsAll(Oracle.windows(audio, MODEL, 17_600, 23_000).keySet());
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
    } finally {
      rig.close();
    }
  }

  @Test
  void contradictingEnds_neverStopTheStream() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frame(0, 1_600));
      rig.send(audio.frame(4_800, 6_400));
      rig.send(audio.frame(3_200, 4_000, true));
      rig.send(audio.frame(1_600, 3_200));
      rig.send(audio.frame(6_400, 8_000));
      TestAudio next = TestAudio.noise("porch", "0002", 16_000, 1.0, 52);
      rig.send(next.frame(0, next.sampleFrames(), true));

      assertThat(Oracle.windows(rig.recognitions()))
          .containsAllEntriesOf(Oracle.windows(next, MODEL));
      assertThat(rig.chunks()).isEmpty();
    }
  }

  @Test
  void limitOfZero_takesWhatIsMissingForAGapAtOnce() {
    HearingRule atOnce =
        new HearingRule(
            new ReorderRule(Duration.ZERO),
            OverloadRule.USUAL,
            QualityRule.USUAL,
            DecisionRule.USUAL);
    try (Rig rig = new Rig(Rig.seated(MODEL), DetectionRule.USUAL, atOnce)) {
      rig.send(audio.frames(0, 8_000, 1_600));
      rig.send(audio.frame(9_600, 11_200));

      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
      assertThat(rig.count(InferenceMeters.REORDERED)).isEqualTo(1);
    }
  }

  @Test
  void setting_beyondTenSeconds_isRefused() {
    assertThatThrownBy(
            () -> HearingRule.of(Settings.of(Map.of("inference.reorder.limit", "11s"), Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessage("inference.reorder.limit must be in [0s, 10s], was 11000 ms");
  }
}
