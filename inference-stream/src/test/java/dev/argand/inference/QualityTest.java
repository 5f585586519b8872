package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClosedBy;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.QualityFlag;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What recognitions say of the audio that they heard. */
class QualityTest {
  private static final int RATE = 8_000;

  @Test
  void soundOfAGoodMicrophone_hasNoFlag_andItsLevel() {
    List<Recognition> heard = hear(TestAudio.of("0001", 3, i -> 0.3 * Math.sin(i * 0.5)));

    assertThat(heard).hasSizeGreaterThan(15).allMatch(r -> r.getQuality().isEmpty());
    assertThat(heard)
        .allSatisfy(r -> assertThat((double) r.getLevelDbfs()).isCloseTo(-13.47, within(0.1)));
  }

  @Test
  void clipping_silence_andOffset_areFlagged_inTheirWindowsAlone() {
    // Good, then clipped from 1 s, nothing at all from 2 s, an offset from 3 s on.
    List<Recognition> heard =
        hear(
            TestAudio.of(
                "0001",
                4,
                i ->
                    switch (i / RATE) {
                      case 0 -> 0.3 * Math.sin(i * 0.5);
                      case 1 -> Math.max(-1, Math.min(1, 3 * Math.sin(i * 0.05)));
                      case 2 -> 0;
                      default -> 0.2 + 0.3 * Math.sin(i * 0.5);
                    }));

    assertThat(flagsWithin(heard, 0, 1)).isEmpty();
    assertThat(flagsWithin(heard, 1, 2)).containsOnly(QualityFlag.CLIPPED);
    assertThat(flagsWithin(heard, 2, 3)).containsOnly(QualityFlag.SILENT);
    assertThat(flagsWithin(heard, 3, 4)).containsOnly(QualityFlag.DC_OFFSET);
  }

  @Test
  void firstWindowAfterMissingAudio_isFlagged() {
    TestAudio audio = TestAudio.of("0001", 3, i -> 0.3 * Math.sin(i * 0.5));
    try (Rig rig = live(new Rig(Rig.SMALL))) {
      rig.send(audio.frames(0, RATE, 800));
      rig.send(audio.frames(RATE + 100, 3 * RATE, 800));

      List<Recognition> flagged = new ArrayList<>(rig.recognitions());
      flagged.removeIf(r -> r.getQuality().isEmpty());
      assertThat(flagged).hasSize(1);
      assertThat(flagged.get(0).getQuality()).containsExactly(QualityFlag.AFTER_GAP);
      assertThat(flagged.get(0).getWindowIndex())
          .isEqualTo(Rig.SMALL.firstWindowFrom(RATE + 100, RATE));
    }
  }

  @Test
  void audioThatCameLong_afterItsCapture_isLate() {
    TestAudio audio = TestAudio.of("0001", 1, i -> 0.3 * Math.sin(i * 0.5));
    long delay = Duration.ofSeconds(11).toMillis();
    try (Rig rig = new Rig(Rig.SMALL)) {
      AudioFrame frame =
          AudioFrame.newBuilder(audio.frame(0, RATE))
              .setCaptureTimeMicros((Rig.NOW.toEpochMilli() - delay) * 1_000)
              .build();
      rig.send(frame);

      assertThat(rig.recognitions())
          .isNotEmpty()
          .allMatch(r -> r.getQuality().equals(List.of(QualityFlag.LATE)));
      assertThat(rig.count(InferenceMeters.QUALITY, "late")).isEqualTo(6);
    }
  }

  @Test
  void sourceBelowTheModelsRate_isBandLimited() {
    TestAudio low = TestAudio.noise("porch", "0001", 4_000, 2.0, 3);

    assertThat(hear(low))
        .isNotEmpty()
        .allMatch(r -> r.getQuality().contains(QualityFlag.BAND_LIMITED));
  }

  @Test
  void sourceThatHoldsEveryBandOfTheModel_isNotBandLimited_howeverLowItsRate() {
    Level level = new Level(100, 0.5f, 0, 0.1, 0);
    FrontEnd low = new FrontEnd(8_000, 2_048, 1_024, 256, 128, 8, 50, 1_200, 10);

    assertThat(QualityRule.USUAL.flags(level, 4_000, low)).isEmpty();
    assertThat(QualityRule.USUAL.flags(level, 2_400, low)).isEmpty();
    assertThat(QualityRule.USUAL.flags(level, 2_399, low))
        .containsExactly(QualityFlag.BAND_LIMITED);
    assertThat(QualityRule.USUAL.flags(level, 8_000, Rig.SMALL)).isEmpty();
    assertThat(QualityRule.USUAL.flags(level, 7_800, Rig.SMALL)).isEmpty();
    assertThat(QualityRule.USUAL.flags(level, 7_799, Rig.SMALL))
        .containsExactly(QualityFlag.BAND_LIMITED);
  }

  @Test
  void flagsAndLevels_areTheSame_forAnyChunkingAndRestart() {
    TestAudio audio = TestAudio.noise("porch", "0001", 44_100, 2.0, 9);
    List<Recognition> whole = hear(audio);
    List<Recognition> cut = new ArrayList<>();
    Rig rig = live(new Rig(Rig.SMALL));
    try {
      for (AudioFrame frame : audio.frames(0, audio.sampleFrames(), 1_234)) {
        rig.send(frame);
        cut.addAll(rig.recognitions());
        rig = rig.restart();
      }
      rig.send(audio.lastWord());
      cut.addAll(rig.recognitions());
    } finally {
      rig.close();
    }

    assertThat(cut)
        .extracting(Recognition::getLevelDbfs)
        .isEqualTo(whole.stream().map(Recognition::getLevelDbfs).toList());
    assertThat(cut)
        .extracting(Recognition::getQuality)
        .isEqualTo(whole.stream().map(Recognition::getQuality).toList());
  }

  @Test
  void quietWindows_areNotAccepted_andCarryNoDetection() {
    // A sound that falls by 40 dB at 2 s: the model goes on hearing it, the gate does not.
    TestAudio fading =
        TestAudio.of("0001", 4, i -> (i < 2 * RATE ? 0.5 : 0.005) * Math.sin(i * 0.5));
    HearingRule gated =
        new HearingRule(
            ReorderRule.USUAL, OverloadRule.USUAL, QualityRule.USUAL, new DecisionRule(0, 0, -40));
    Model anything =
        new OneLabelModel("anything", Rig.SMALL, "sound", features -> new float[] {0.1f, 0.9f});
    try (Rig rig = new Rig(Rig.seated(anything), DetectionRule.USUAL, gated)) {
      rig.send(fading.frames(0, 4 * RATE, 800));

      List<Recognition> heard = rig.recognitions();
      assertThat(heard)
          .filteredOn(r -> r.getFirstSampleIndex() >= 2 * RATE)
          .hasSizeGreaterThan(10)
          .allMatch(r -> r.getDecision() == WindowDecision.TOO_QUIET && !r.getAccepted());
      assertThat(heard)
          .filteredOn(r -> r.getFirstSampleIndex() < 2 * RATE - 1_000)
          .allMatch(r -> r.getDecision() == WindowDecision.ACCEPTED && r.getAccepted());
      List<Detection> detections = rig.detections();
      assertThat(detections)
          .extracting(Detection::getClosedBy)
          .containsExactly(ClosedBy.NOTHING, ClosedBy.SILENCE);
      long quietWindows = heard.stream().filter(r -> !r.getAccepted()).count();
      assertThat(rig.count(InferenceMeters.DECISIONS, "too-quiet")).isEqualTo(quietWindows);
    }
  }

  private static List<QualityFlag> flagsWithin(List<Recognition> heard, int from, int to) {
    List<QualityFlag> flags = new ArrayList<>();
    for (Recognition window : heard) {
      long start = window.getFirstSampleIndex();
      if (start >= (long) from * RATE && start + window.getSampleCount() <= (long) to * RATE) {
        flags.addAll(window.getQuality());
      }
    }
    return flags;
  }

  /** At the time at which the audio is captured. */
  private static Rig live(Rig rig) {
    rig.clock.set(Instant.ofEpochMilli(TestAudio.EPOCH_MICROS / 1_000 + 4_000));
    return rig;
  }

  private static List<Recognition> hear(TestAudio audio) {
    try (Rig rig = live(new Rig(Rig.SMALL))) {
      rig.send(audio.frames(0, audio.sampleFrames(), 800));
      rig.send(audio.lastWord());
      return rig.recognitions();
    }
  }
}
