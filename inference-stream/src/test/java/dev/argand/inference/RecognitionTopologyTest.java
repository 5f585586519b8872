package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecognitionTopologyTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);

  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 2.0, 7);

  @Test
  void describe_isAsReleased() throws IOException {
    // A difference means that a running deployment may have to be drained: say so in the commit.
    try (InputStream golden = getClass().getResourceAsStream("/topology-v4.txt")) {
      assertThat(Rig.topology("").describe().toString())
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void frames_ofAnotherRate_giveTheWindowsOfTheBatch() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
    }
  }

  @Test
  void frames_ofStereoAt44100_giveTheWindowsOfTheBatch() {
    PcmFormat stereo = new PcmFormat(44_100, 2, PcmEncoding.S24LE);
    TestAudio wide = TestAudio.noise("porch", "0001", stereo, 1.5, 8);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(wide.frames(0, wide.sampleFrames(), 4_410));
      rig.send(wide.lastWord());

      Map<String, List<Float>> expected = Oracle.windows(wide, MODEL);
      assertThat(expected).hasSizeGreaterThan(8);
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(expected);
    }
  }

  @Test
  void window_comesWithTheFrameThatCompletesIt() {
    TestAudio plain = TestAudio.noise("porch", "0001", 8_000, 1, 9);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(plain.frame(0, 2_047));
      assertThat(rig.recognitions()).isEmpty();
      // The resampler looks a little ahead at another rate, and not at all at the model's own.
      rig.send(plain.frame(2_047, 2_100));
      assertThat(rig.recognitions()).extracting(Recognition::getWindowIndex).containsExactly(0L);
    }
  }

  @Test
  void recognition_saysWhatWhenAndBy() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, audio.sampleFrames(), 1_600));
      Recognition third = rig.recognitions().get(2);

      FrontEnd frontEnd = Rig.SMALL;
      long start = frontEnd.sourceStart(2, 16_000);
      long end = frontEnd.sourceEnd(2, 16_000);
      assertThat(third.getSourceId()).isEqualTo("porch");
      assertThat(third.getSessionId()).isEqualTo("0001");
      assertThat(third.getFirstSampleIndex()).isEqualTo(start);
      assertThat(third.getSampleCount()).isEqualTo(end - start);
      assertThat(third.getSampleRateHz()).isEqualTo(16_000);
      assertThat(third.getStartTimeMicros()).isEqualTo(audio.micros(start));
      assertThat(third.getEndTimeMicros()).isEqualTo(audio.micros(end));
      assertThat(third.getFrontEndDigest()).isEqualTo(frontEnd.digest());
      assertThat(third.getModelDigest()).isEqualTo("model-1");
      assertThat(third.getModelVersion()).isEqualTo(1);
      assertThat(third.getAliasGeneration()).isEqualTo(1);
      int best = MODEL.labels().indexOf(third.getLabel());
      assertThat(third.getScores().get(best))
          .isEqualTo(third.getScore())
          .isEqualTo(third.getScores().stream().max(Float::compare).orElseThrow());
      assertThat(third.getAccepted())
          .isEqualTo(best != 0 && third.getScore() >= third.getThreshold());
    }
  }

  @Test
  void duplicates_areSkippedAndCounted() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      var frames = audio.frames(0, audio.sampleFrames(), 1_600);
      for (var frame : frames) {
        rig.send(frame);
        rig.send(frame);
        rig.send(frames.get(0));
      }
      rig.send(audio.lastWord());
      rig.send(audio.lastWord());

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.count(InferenceMeters.DUPLICATES)).isEqualTo(2 * frames.size() + 1.0);
    }
  }

  @Test
  void overlaps_areTrimmedAndCounted() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      for (int at = 0; at < audio.sampleFrames(); at += 1_600) {
        int end = Math.min(audio.sampleFrames(), at + 1_600);
        rig.send(audio.frame(Math.max(0, at - 777), end, end == audio.sampleFrames()));
      }
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.count(InferenceMeters.OVERLAPS)).isEqualTo(19);
    }
  }

  @Test
  void gap_isSpannedByNoWindow_andTheIndexGoesOn() {
    int gapStart = 12_345;
    int gapEnd = 14_001;
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, gapStart, 1_600));
      rig.send(audio.frames(gapEnd, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      Map<String, List<Float>> expected = Oracle.windows(audio, MODEL, 0, gapStart);
      expected.putAll(Oracle.windows(audio, MODEL, gapEnd, audio.sampleFrames()));
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(expected);
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
      assertThat(rig.chunks()).isEmpty();
    }
  }

  @Test
  void session_thatBeginsLate_isHeardFromThere() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(5_000, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      assertThat(Oracle.windows(rig.recognitions()))
          .isEqualTo(Oracle.windows(audio, MODEL, 5_000, audio.sampleFrames()));
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
    }
  }

  @Test
  void newSession_startsAgain_andTheOldOneIsDropped() {
    TestAudio next = TestAudio.noise("porch", "0002", 44_100, 1.0, 10);
    int heard = 16_000;
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, heard, 1_600));
      rig.send(next.frames(0, 22_050, 4_410));
      rig.send(audio.frames(heard, heard + 3_200, 1_600));
      rig.send(next.frames(22_050, next.sampleFrames(), 4_410));
      rig.send(next.lastWord());

      Map<String, List<Float>> expected = Oracle.windows(audio, MODEL, 0, heard);
      expected.putAll(Oracle.windows(next, MODEL));
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(expected);
      assertThat(rig.count(InferenceMeters.OLD_SESSIONS, "late")).isEqualTo(2);
      assertThat(rig.chunks()).isEmpty();
    }
  }

  @Test
  void sources_doNotDisturbEachOther() {
    TestAudio other = TestAudio.noise("yard", "0001", 16_000, 2.0, 11);
    try (Rig rig = new Rig(Rig.SMALL)) {
      for (int at = 0; at < audio.sampleFrames(); at += 1_600) {
        rig.send(audio.frame(at, at + 1_600));
        rig.send(other.frame(at, at + 1_600));
      }
      rig.send(audio.lastWord());
      rig.send(other.lastWord());

      Map<String, List<Float>> expected = Oracle.windows(audio, MODEL);
      expected.putAll(Oracle.windows(other, MODEL));
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(expected);
    }
  }

  @Test
  void endOfSession_withoutAnyAudio_isQuiet() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frame(0, 0, true));
      rig.send(TestAudio.noise("porch", "0002", 8_000, 0.01, 3).frame(0, 80, true));

      assertThat(rig.recognitions()).isEmpty();
      assertThat(rig.chunks()).isEmpty();
      assertThat(rig.quarantined()).isEmpty();
    }
  }

  @Test
  void captureTimes_thatJump_neverMakeTimeGoBack() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      int sent = 0;
      for (var frame : audio.frames(0, audio.sampleFrames(), 800)) {
        long jump = sent++ % 3 == 1 ? -90_000 : 40_000;
        frame =
            AudioFrame.newBuilder(frame)
                .setCaptureTimeMicros(frame.getCaptureTimeMicros() + jump)
                .build();
        rig.send(frame);
      }
      List<Recognition> windows = rig.recognitions();
      assertThat(windows).hasSizeGreaterThan(10);
      assertThat(windows).extracting(Recognition::getEndTimeMicros).isSorted();
      assertThat(windows).extracting(Recognition::getStartTimeMicros).isSorted();
      assertThat(windows).allMatch(w -> w.getStartTimeMicros() < w.getEndTimeMicros());
    }
  }
}
