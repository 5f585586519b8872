package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a capture time that cannot be does to the times of windows: nothing. */
class CaptureTimeTest {
  /** 2150-01-01. */
  private static final long FAR_MICROS = 5_680_281_600_000_000L;

  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 2.0, 61);

  @Test
  void frameFromTheFuture_movesNoWindow() {
    List<AudioFrame> frames = frames();
    frames.set(3, TestAudio.capturedAt(frames.get(3), FAR_MICROS));

    assertTimesAreThoseOfTheAudio(frames);
  }

  @Test
  void frameFromThePast_movesNoWindow() {
    List<AudioFrame> frames = frames();
    frames.set(3, TestAudio.capturedAt(frames.get(3), 0));

    assertTimesAreThoseOfTheAudio(frames);
  }

  @Test
  void frameFromTheFuture_thatIsHeld_movesNoWindow() {
    List<AudioFrame> frames = frames();
    frames.set(3, TestAudio.capturedAt(frames.get(3), FAR_MICROS));
    Collections.swap(frames, 2, 3);

    assertTimesAreThoseOfTheAudio(frames);
  }

  @Test
  void frameFromTheFuture_behindAGap_movesNoWindow() {
    List<AudioFrame> frames = frames();
    frames.set(10, TestAudio.capturedAt(frames.get(10), FAR_MICROS));
    frames.subList(3, 10).clear();

    assertTimesAreThoseOfTheAudio(frames);
  }

  /** A machine that slept: what it says next lies behind what was expected, but not ahead of us. */
  @Test
  void source_thatStoodStill_goesOnAtItsTime() {
    List<AudioFrame> frames = frames();
    long slept = 80_000_000;
    frames
        .subList(10, frames.size())
        .replaceAll(frame -> TestAudio.capturedAt(frame, frame.getCaptureTimeMicros() + slept));
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(frames);

      List<Recognition> heard = rig.recognitions();
      Recognition last = heard.get(heard.size() - 1);
      assertThat(last.getEndTimeMicros())
          .isEqualTo(audio.micros(last.getFirstSampleIndex() + last.getSampleCount()) + slept);
      assertThat(rig.count(InferenceMeters.ODD_TIMES)).isZero();
    }
  }

  private List<AudioFrame> frames() {
    return new ArrayList<>(audio.frames(0, audio.sampleFrames(), 1_600));
  }

  private void assertTimesAreThoseOfTheAudio(List<AudioFrame> frames) {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(frames);

      List<Recognition> heard = rig.recognitions();
      assertThat(heard).hasSizeGreaterThan(5);
      for (Recognition window : heard) {
        long first = window.getFirstSampleIndex();
        assertThat(window.getStartTimeMicros()).isEqualTo(audio.micros(first));
        assertThat(window.getEndTimeMicros())
            .isEqualTo(audio.micros(first + window.getSampleCount()));
      }
      assertThat(rig.count(InferenceMeters.ODD_TIMES)).isEqualTo(1);
    }
  }
}
