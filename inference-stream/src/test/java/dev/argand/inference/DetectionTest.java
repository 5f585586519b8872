package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClosedBy;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.DetectionState;
import dev.argand.signal.FrontEnd;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Detections of loud and quiet stretches, at windows of 256 ms every 128 ms. */
class DetectionTest {
  private static final int RATE = 8_000;
  private static final DetectionRule RULE = rule(0, 0, 60_000);
  private static final DetectionRule THREE_SECONDS_COOLDOWN =
      new DetectionRule(
          1,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofSeconds(3),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10));
  private static final Duration TOO_LATE = OverloadRule.USUAL.maxLag().plusSeconds(1);

  @Test
  void sound_opensAtItsFirstWindow_andClosesWhenItHasPassed() {
    try (Rig rig = rig(RULE)) {
      // Loud from 1 s to 2 s. The first window with any of it is k = 6, the last k = 15.
      rig.send(audio("0001", 4, 1, 2).frames(0, 4 * RATE, 800));

      List<Detection> written = rig.detections();
      assertThat(written)
          .extracting(Detection::getState)
          .containsExactly(DetectionState.OPEN, DetectionState.CLOSED);
      Detection open = written.get(0);
      Detection closed = written.get(1);
      assertThat(open.getDetectionId())
          .isEqualTo(closed.getDetectionId())
          .isEqualTo("porch/0001/loud/" + Rig.SMALL.digest().substring(0, 16) + "/6");
      assertThat(open.getClosedBy()).isEqualTo(ClosedBy.NOTHING);
      assertThat(open.getWindowCount()).isEqualTo(1);
      assertThat(closed.getClosedBy()).isEqualTo(ClosedBy.SILENCE);
      assertThat(closed.getLastWindowIndex()).isEqualTo(15);
      assertThat(closed.getWindowCount()).isEqualTo(10);
      assertThat(closed.getFirstSampleIndex()).isEqualTo(6 * 1_024);
      assertThat(closed.getSampleCount()).isEqualTo(9 * 1_024 + 2_048);
      assertThat(closed.getStartTimeMicros()).isEqualTo(TestAudio.EPOCH_MICROS + 768_000);
      assertThat(closed.getEndTimeMicros()).isEqualTo(TestAudio.EPOCH_MICROS + 2_176_000);
      assertThat(closed.getThreshold()).isEqualTo(0.5f);
      assertThat(closed.getPeakScore()).isEqualTo(0.9f);
      assertThat(closed.getMeanScore()).isEqualTo(0.9f);
      assertThat(closed.getModelDigest()).isEqualTo("loudness");
      assertThat(closed.getModelVersion()).isEqualTo(1);
      assertThat(closed.getAliasGeneration()).isEqualTo(1);
      assertThat(closed.getSampleRateHz()).isEqualTo(RATE);
      assertThat(rig.events()).isEmpty();
    }
  }

  @Test
  void mergeGap_joinsWhatIsNear_andOnlyThat() {
    TestAudio twice = audio("0001", 5, 1, 1.5, 2.5, 3);
    try (Rig rig = rig(rule(0, 700, 60_000));
        Rig strict = rig(rule(0, 600, 60_000))) {
      // From the end of window 11 at 1664 ms to the start of window 18 at 2304 ms: 640 ms.
      rig.send(twice.frames(0, 5 * RATE, 800));
      strict.send(twice.frames(0, 5 * RATE, 800));

      assertThat(DetectionOracle.newest(rig.detections())).hasSize(1);
      assertThat(DetectionOracle.newest(strict.detections())).hasSize(2);
    }
  }

  @Test
  void shortSounds_areNoDetections() {
    try (Rig rig = rig(rule(1_500, 0, 60_000))) {
      rig.send(audio("0001", 4, 1, 2).frames(0, 4 * RATE, 800));

      assertThat(rig.detections()).isEmpty();
      assertThat(rig.count(InferenceMeters.SUPPRESSED, "too-short")).isEqualTo(1);
    }
  }

  @Test
  void longSound_isCutAtTheLongestLength() {
    try (Rig rig = rig(rule(0, 0, 1_000))) {
      rig.send(audio("0001", 5, 1, 4).frames(0, 5 * RATE, 800));

      List<Detection> written = rig.detections();
      assertThat(written)
          .filteredOn(d -> d.getState() == DetectionState.CLOSED)
          .extracting(Detection::getClosedBy)
          .containsExactly(
              ClosedBy.MAX_LENGTH,
              ClosedBy.MAX_LENGTH,
              ClosedBy.MAX_LENGTH,
              ClosedBy.MAX_LENGTH,
              ClosedBy.SILENCE);
      assertThat(written).allMatch(d -> d.getSampleCount() <= RATE);
    }
  }

  @Test
  void sound_inShedWindows_closesForNow_andGoesOnWithinTheMergeGap() {
    TestAudio sound = audio("0001", 5, 1, 4);
    try (Rig rig = rig(rule(0, 500, 60_000))) {
      rig.send(sound.frames(0, 2 * RATE, 800));
      rig.detections();
      // Windows 14 to 16 are complete between 2 s and 2.4 s.
      sound.frames(2 * RATE, 2 * RATE + 3_200, 800).forEach(f -> rig.sendLate(f, TOO_LATE));

      assertThat(rig.detections()).extracting(Detection::getClosedBy).containsExactly(ClosedBy.GAP);
      rig.send(sound.frames(2 * RATE + 3_200, 5 * RATE, 800));
      List<Detection> rest = rig.detections();
      assertThat(rest)
          .extracting(Detection::getClosedBy)
          .containsExactly(ClosedBy.NOTHING, ClosedBy.SILENCE);
      assertThat(rest).extracting(Detection::getFirstWindowIndex).containsOnly(6L);
      // Windows 6 to 31, less the three that were shed.
      assertThat(rest.get(1).getWindowCount()).isEqualTo(23);
    }
  }

  @Test
  void cooldown_holdsInTheNextSessionToo() {
    try (Rig rig = rig(THREE_SECONDS_COOLDOWN)) {
      TestAudio first = audio("0001", 2, 1, 1.5);
      rig.send(first.frames(0, 2 * RATE, 800));
      rig.send(first.lastWord());
      // The source's clock goes on: its second session begins at the epoch as well, so that a sound
      // at 3 s comes 1.3 s after the end of the first, and one at 6 s more than 3 s after it.
      TestAudio second = audio("0002", 8, 3, 3.5, 6, 6.5);
      rig.send(second.frames(0, 8 * RATE, 800));
      rig.send(second.lastWord());

      assertThat(DetectionOracle.newest(rig.detections()).values())
          .extracting(DetectionOracle.Expected::firstWindow)
          .containsExactlyInAnyOrder(6L, 45L);
      assertThat(rig.count(InferenceMeters.SUPPRESSED, "cooldown")).isPositive();
    }
  }

  /** A source whose clock was a century ahead, and is right in its next session. */
  @Test
  void cooldown_underAClockThatWasAhead_holdsNobodyBackAfterwards() {
    long century = 100L * 365 * 86_400 * 1_000_000;
    try (Rig rig = rig(THREE_SECONDS_COOLDOWN)) {
      for (AudioFrame frame : audio("0001", 2, 1, 1.5).frames(0, 2 * RATE, 800)) {
        rig.send(TestAudio.capturedAt(frame, frame.getCaptureTimeMicros() + century));
      }
      TestAudio second = audio("0002", 4, 1, 1.5);
      rig.send(second.frames(0, 4 * RATE, 800));
      rig.send(second.lastWord());

      assertThat(DetectionOracle.newest(rig.detections()).values())
          .extracting(DetectionOracle.Expected::firstWindow)
          .containsExactlyInAnyOrder(6L, 6L);
    }
  }

  @Test
  void missingAudio_closes_andAWindowWithinTheMergeGapOpensTheSameAgain() {
    TestAudio audio = audio("0001", 4, 1, 3);
    try (Rig rig = rig(rule(0, 400, 60_000))) {
      rig.send(audio.frames(0, 12_000, 800));
      rig.send(audio.frames(12_160, 4 * RATE, 800));

      List<Detection> written = rig.detections();
      assertThat(written)
          .extracting(Detection::getDetectionId)
          .containsOnly(written.get(0).getDetectionId());
      assertThat(written)
          .extracting(Detection::getClosedBy)
          .containsExactly(ClosedBy.NOTHING, ClosedBy.GAP, ClosedBy.NOTHING, ClosedBy.SILENCE);
    }
  }

  @Test
  void endOfSession_andALaterSession_close() {
    try (Rig rig = rig(RULE)) {
      TestAudio first = audio("0001", 2, 1, 2);
      rig.send(first.frames(0, 2 * RATE, 800));
      rig.send(first.lastWord());
      assertThat(rig.detections()).last().matches(d -> d.getClosedBy() == ClosedBy.SESSION_END);

      rig.send(audio("0002", 2, 1, 2).frames(0, 2 * RATE, 800));
      assertThat(rig.detections()).hasSize(1);
      rig.send(audio("0003", 2, 0, 0).frame(0, 800));
      assertThat(rig.detections())
          .singleElement()
          .matches(d -> d.getClosedBy() == ClosedBy.SESSION_END && d.getSessionId().equals("0002"));
    }
  }

  /** After a pause of a minute the first frames are older than that: nothing of them is shed. */
  @Test
  void pauseOfAMinute_splitsNothing() {
    int seconds = 64;
    TestAudio sound = audio("0001", seconds + 2, 1, seconds);
    try (Rig rig = rig(rule(0, 0, 300_000))) {
      rig.send(sound.frames(0, 2 * RATE, 800));
      for (int at = 2 * RATE; at < 62 * RATE; at += 800) {
        // Ten seconds pass before recognition is back, and it hears faster than the source speaks.
        Duration age = Duration.ofMillis(70_000 - (at - 2 * RATE) / 8);
        rig.sendLate(sound.frame(at, at + 800), age);
      }
      rig.send(sound.frames(62 * RATE, (seconds + 2) * RATE, 800));

      List<Detection> written = rig.detections();
      assertThat(written)
          .extracting(Detection::getClosedBy)
          .containsExactly(ClosedBy.NOTHING, ClosedBy.SILENCE);
      Detection whole = written.get(1);
      assertThat(whole.getWindowCount())
          .isEqualTo((int) (whole.getLastWindowIndex() - whole.getFirstWindowIndex() + 1))
          .isGreaterThan(480);
      assertThat(rig.shed()).isEmpty();
    }
  }

  @Test
  void modelWithAnotherFrontEnd_closes() {
    FrontEnd shorter = new FrontEnd(8_000, 1_024, 512, 256, 128, 8, 50, 3_900, 10);
    TestAudio audio = audio("0001", 4, 1, 4);
    try (Rig rig = rig(RULE)) {
      rig.send(audio.frames(0, 2 * RATE, 800));
      rig.slot.swap(new Champion(loudness(shorter), 2, 2));
      rig.send(audio.frames(2 * RATE, 4 * RATE, 800));

      List<Detection> written = rig.detections();
      assertThat(written)
          .extracting(Detection::getClosedBy)
          .containsExactly(ClosedBy.NOTHING, ClosedBy.FRONT_END, ClosedBy.NOTHING);
      assertThat(written.get(2).getModelVersion()).isEqualTo(2);
    }
  }

  @Test
  void quietSource_closesByWallClock_onlyWhenNothingWaits_andGoesOnUnderTheSameId() {
    TestAudio audio = audio("0001", 4, 1, 4);
    Rig rig = rig(RULE);
    try {
      rig.send(audio.frames(0, 2 * RATE, 800));
      assertThat(rig.detections()).hasSize(1);
      rig = rig.restart();
      rig.letPass(Duration.ofSeconds(9));
      rig.letPass(Duration.ofSeconds(60));
      assertThat(rig.detections()).as("the partition may have a backlog").isEmpty();
      // Without backlog at a moment that comes too early: its frames may have come since.
      rig.emptyAtMillis = Rig.NOW.toEpochMilli() + 12_000;
      rig.letPass(Duration.ofSeconds(1));
      assertThat(rig.detections()).isEmpty();
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(Duration.ofSeconds(1));
      assertThat(rig.detections()).singleElement().matches(d -> d.getClosedBy() == ClosedBy.IDLE);
      rig.letPass(Duration.ofSeconds(60));
      assertThat(rig.detections()).isEmpty();

      rig = rig.restart();
      rig.send(audio.frames(2 * RATE, 4 * RATE, 800));
      rig.send(audio.lastWord());
      List<Detection> later = rig.detections();
      assertThat(later)
          .extracting(Detection::getClosedBy)
          .containsExactly(ClosedBy.NOTHING, ClosedBy.SESSION_END);
      assertThat(later).allMatch(d -> d.getFirstWindowIndex() == 6);
    } finally {
      rig.close();
    }
  }

  private static DetectionRule rule(int minMs, int mergeMs, int maxMs) {
    return new DetectionRule(
        1,
        Duration.ofMillis(minMs),
        Duration.ofMillis(mergeMs),
        Duration.ZERO,
        Duration.ofMillis(maxMs),
        Duration.ofSeconds(10));
  }

  private static Rig rig(DetectionRule rule) {
    return new Rig(Rig.seated(loudness(Rig.SMALL)), rule);
  }

  /** A tone between each pair of seconds, and silence elsewhere. */
  private static TestAudio audio(String session, int seconds, double... fromTo) {
    return TestAudio.of(
        session,
        seconds,
        i -> {
          boolean loud = false;
          for (int j = 0; j < fromTo.length; j += 2) {
            loud |= i >= fromTo[j] * RATE && i < fromTo[j + 1] * RATE;
          }
          return loud ? 0.6 * Math.sin(i * 0.7) : 0;
        });
  }

  /** Says {@code loud} of any window that is not silent. */
  private static Model loudness(FrontEnd frontEnd) {
    return new OneLabelModel(
        "loudness",
        frontEnd,
        "loud",
        features ->
            OneLabelModel.strongest(features) < 0
                ? new float[] {0.9f, 0.1f}
                : new float[] {0.1f, 0.9f});
  }
}
