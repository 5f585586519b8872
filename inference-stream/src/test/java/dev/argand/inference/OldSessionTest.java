package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of frames that belong to an older session than the last. None of them is heard. */
class OldSessionTest {
  private static final long SECOND = 1_000_000;
  private static final int FRAME = 1_600;

  private final TestAudio older = TestAudio.noise("porch", "0001", 16_000, 2.0, 71);
  private final TestAudio later = TestAudio.noise("porch", "0002", 16_000, 1.0, 72);

  @Test
  void framesThatWereOnTheirWay_areLate() {
    assertDropped(later.frames(0, 16_000, FRAME), later(older.frames(0, 8_000, FRAME), 59), 5, 0);
  }

  /** A clock was ten minutes ahead when the last session began, and is right again. */
  @Test
  void framesOfASessionThatBeganAfterAClockWasCorrected_areOvertaken() {
    assertDropped(later(later.frames(0, 16_000, FRAME), 600), older.frames(0, 8_000, FRAME), 0, 5);
  }

  /** Another sender of the same name, or such a session when the clock has come up to the other. */
  @Test
  void framesOfASessionThatGoesOn_areOvertaken() {
    assertDropped(later.frames(0, 16_000, FRAME), later(older.frames(0, 8_000, FRAME), 61), 0, 5);
  }

  @Test
  void framesBehindWhatIsOnlyHeld_areLate() {
    assertDropped(
        later.frames(1_600, 3_200, FRAME), later(older.frames(0, 8_000, FRAME), 61), 5, 0);
  }

  private static void assertDropped(
      List<AudioFrame> heard, List<AudioFrame> dropped, int late, int overtaken) {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(heard);
      rig.recognitions();

      rig.send(dropped);

      assertThat(rig.recognitions()).isEmpty();
      assertThat(rig.count(InferenceMeters.OLD_SESSIONS, "late")).isEqualTo(late);
      assertThat(rig.count(InferenceMeters.OLD_SESSIONS, "overtaken")).isEqualTo(overtaken);
    }
  }

  private static List<AudioFrame> later(List<AudioFrame> frames, long seconds) {
    return frames.stream()
        .map(frame -> TestAudio.capturedAt(frame, frame.getCaptureTimeMicros() + seconds * SECOND))
        .toList();
  }
}
