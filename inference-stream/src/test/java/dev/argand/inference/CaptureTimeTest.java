package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Ten frames before the clock is set back, ten after it. */
  @ParameterizedTest
  @ValueSource(longs = {150_000, 1_000_000, 30_000_000, 60_000_000, 61_000_000})
  void clock_thatIsSetBack_leavesEachWindowItsLength(long backMicros) {
    assertTimesAreThoseOfTheAudio(setBack(frames(), 10, backMicros), 10);
  }

  /** Less than a frame: no time of a frame is refused, and still no window is squeezed. */
  @Test
  void clock_thatIsSetBackByLessThanAFrame_leavesEachWindowItsLength() {
    assertTimesAreThoseOfTheAudio(setBack(frames(), 10, 80_000), 0);
  }

  @Test
  void clock_thatIsSetBack_whileFramesAreHeld_leavesEachWindowItsLength() {
    List<AudioFrame> frames = setBack(frames(), 10, 30_000_000);
    Collections.swap(frames, 9, 11);

    assertTimesAreThoseOfTheAudio(frames, 10);
  }

  /** What is held was believed when it came; then its predecessor says a later time than it. */
  @Test
  void frame_thatWasHeld_isNotSqueezedByItsPredecessor() {
    List<AudioFrame> frames = frames();
    long leap = 5_000_000;
    frames.set(
        10, TestAudio.capturedAt(frames.get(10), frames.get(10).getCaptureTimeMicros() + leap));
    Collections.swap(frames, 10, 11);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(frames);

      assertLengthsAreThoseOfTheAudio(rig.recognitions(), audio.micros(16_000), leap);
    }
  }

  @Test
  void clock_thatIsSetBack_behindAGap_countsTheGap() {
    List<AudioFrame> frames = setBack(frames(), 10, 30_000_000);
    frames.subList(10, 17).clear();

    assertTimesAreThoseOfTheAudio(frames, 3);
  }

  private static List<AudioFrame> setBack(List<AudioFrame> frames, int from, long micros) {
    frames
        .subList(from, frames.size())
        .replaceAll(frame -> TestAudio.capturedAt(frame, frame.getCaptureTimeMicros() - micros));
    return frames;
  }

  /** Windows that end by a moment or begin after it last as long as their samples. */
  private void assertLengthsAreThoseOfTheAudio(
      List<Recognition> heard, long leapMicros, long leap) {
    assertThat(heard).hasSizeGreaterThan(5);
    for (Recognition window : heard) {
      long lasts = audio.micros(window.getSampleCount()) - TestAudio.EPOCH_MICROS;
      long start = window.getStartTimeMicros();
      boolean spansTheLeap = start < leapMicros + leap && window.getEndTimeMicros() > leapMicros;
      assertThat(window.getEndTimeMicros() - start)
          .isBetween(lasts, spansTheLeap ? lasts + leap : lasts);
    }
  }

  private List<AudioFrame> frames() {
    return new ArrayList<>(audio.frames(0, audio.sampleFrames(), 1_600));
  }

  private void assertTimesAreThoseOfTheAudio(List<AudioFrame> frames) {
    assertTimesAreThoseOfTheAudio(frames, 1);
  }

  private void assertTimesAreThoseOfTheAudio(List<AudioFrame> frames, int oddTimes) {
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
      assertThat(rig.count(InferenceMeters.ODD_TIMES)).isEqualTo(oddTimes);
    }
  }
}
