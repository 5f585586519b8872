package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelSwapTest {
  private static final int RATE = 16_000;

  /** Shorter than a resampler looks back, so that whole chunks of its history can be missed. */
  private static final int FRAME = 100;

  /** Another rate, windows half as long. */
  private static final FrontEnd SHORT = new FrontEnd(4_000, 512, 256, 128, 64, 6, 50, 1_900, 10);

  /** Windows twice as long. */
  private static final FrontEnd LONG =
      new FrontEnd(8_000, 4_096, 1_024, 256, 128, 8, 50, 3_900, 10);

  /** Windows that do not overlap: nothing but the resampler's history reaches back. */
  private static final FrontEnd ABUTTING =
      new FrontEnd(8_000, 2_048, 2_048, 256, 128, 8, 50, 3_900, 10);

  private final TestAudio audio = TestAudio.noise("porch", "0001", RATE, 2.0, 31);

  static List<Arguments> pairs() {
    return List.of(
        Arguments.of("to shorter windows", Rig.SMALL, SHORT),
        Arguments.of("to longer windows", Rig.SMALL, LONG),
        Arguments.of("from windows that abut", ABUTTING, SHORT),
        Arguments.of("from long to abutting windows", LONG, ABUTTING));
  }

  @Test
  void swap_withTheSameFrontEnd_goesOnAtTheNextWindow() {
    FakeModel first = new FakeModel("model-1", Rig.SMALL);
    FakeModel second = new FakeModel("model-2", Rig.SMALL);
    ModelSlot slot = Rig.seated(first);
    try (Rig rig = new Rig(slot)) {
      rig.send(audio.frames(0, 17_000, 1_600));
      List<Recognition> before = rig.recognitions();
      slot.swap(new Champion(second, 2, 5));
      rig.send(audio.frames(17_000, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());
      List<Recognition> after = rig.recognitions();

      assertThat(before).allMatch(r -> r.getModelDigest().equals("model-1"));
      assertThat(after)
          .allMatch(r -> r.getModelDigest().equals("model-2"))
          .allMatch(r -> r.getModelVersion() == 2 && r.getAliasGeneration() == 5);
      List<Recognition> all = new ArrayList<>(before);
      all.addAll(after);
      assertThat(Oracle.windows(all)).isEqualTo(Oracle.windows(audio, second));
      assertThat(first.isClosed()).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void swap_toAnotherFrontEnd_goesOnPastTheLastWindow(String name, FrontEnd from, FrontEnd to) {
    assertThat(heardAcrossSwap(from, to, false)).isEqualTo(expectedAcrossSwap(from, to));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void swap_duringARestart_goesOnPastTheLastWindow(String name, FrontEnd from, FrontEnd to) {
    assertThat(heardAcrossSwap(from, to, true)).isEqualTo(expectedAcrossSwap(from, to));
  }

  @Test
  void swap_andBackBeforeAnyWindow_repeatsNoWindow() {
    ModelSlot slot = Rig.seated(new FakeModel("model-1", Rig.SMALL));
    try (Rig rig = new Rig(slot)) {
      rig.send(audio.frames(0, 16_000, 1_600));
      slot.swap(new Champion(new FakeModel("model-2", LONG), 2, 2));
      rig.send(audio.frame(16_000, 16_100));
      slot.swap(new Champion(new FakeModel("model-3", Rig.SMALL), 3, 3));
      rig.send(audio.frames(16_100, audio.sampleFrames(), 1_600));

      Map<String, List<Float>> heard = Oracle.windows(rig.recognitions());
      assertThat(Oracle.windows(audio, new FakeModel("any", Rig.SMALL)))
          .containsAllEntriesOf(heard);
    }
  }

  /**
   * A model of 1 s windows at 16 kHz for one of 5 s at 32 kHz, while sources speak that are at
   * different places of their windows, and back again. Between the last window of the one and the
   * first of the other lies less than a hop of the other, and nothing else is left out.
   */
  @Test
  void swap_from1sAt16kHzTo5sAt32kHzAndBack_leavesLessThanAHopBetweenThem() {
    FrontEnd oneSecond = new FrontEnd(16_000, 16_000, 7_680, 1_024, 480, 8, 50, 7_900, 10);
    FrontEnd fiveSeconds = new FrontEnd(32_000, 160_000, 76_800, 2_048, 960, 8, 50, 15_000, 10);
    int seconds = 24;
    int sources = 9;
    int frame = RATE / 10;
    List<TestAudio> talkers = new ArrayList<>();
    for (int i = 0; i < sources; i++) {
      talkers.add(TestAudio.noise("talker-" + i, "0001", RATE, seconds, 200 + i));
    }
    ModelSlot slot = Rig.seated(new FakeModel("short", oneSecond));
    try (Rig rig = new Rig(slot)) {
      List<Recognition> all = new ArrayList<>();
      // Source i is 0.1 i seconds behind the first.
      for (int round = 0; round < seconds * 10 + sources; round++) {
        if (round == 73) {
          slot.swap(new Champion(new FakeModel("long", fiveSeconds), 2, 2));
        } else if (round == 187) {
          slot.swap(new Champion(new FakeModel("short again", oneSecond), 3, 3));
        }
        for (int i = 0; i < sources; i++) {
          int at = (round - i) * frame;
          if (at >= 0 && at < talkers.get(i).sampleFrames()) {
            rig.send(talkers.get(i).frame(at, at + frame));
          }
        }
      }
      talkers.forEach(talker -> rig.send(talker.lastWord()));
      all.addAll(rig.recognitions());
      assertThat(rig.count(InferenceMeters.PASSED_OVER)).isZero();
      assertThat(Oracle.windows(all)).as("no window twice").hasSize(all.size());
      for (TestAudio talker : talkers) {
        List<Recognition> own =
            all.stream().filter(r -> r.getSourceId().equals(talker.sourceId())).toList();
        assertCovered(own, talker.sampleFrames(), oneSecond, fiveSeconds);
      }
    }
  }

  private static void assertCovered(
      List<Recognition> windows, long samples, FrontEnd shorter, FrontEnd longer) {
    long heardTo = 0;
    int between = 0;
    String before = "short";
    for (Recognition window : windows) {
      boolean isLong = window.getModelDigest().equals("long");
      FrontEnd frontEnd = isLong ? longer : shorter;
      long start = frontEnd.sourceStart(window.getWindowIndex(), RATE);
      if (!window.getModelDigest().equals(before)) {
        between++;
        before = window.getModelDigest();
        long hop = frontEnd.sourceStart(1, RATE);
        assertThat(start - heardTo).as(before).isBetween(0L, hop - 1);
      } else {
        assertThat(start).as("within " + before).isLessThanOrEqualTo(heardTo);
      }
      heardTo = frontEnd.sourceEnd(window.getWindowIndex(), RATE);
    }
    assertThat(between).as("swaps heard").isEqualTo(2);
    assertThat(samples - heardTo).isBetween(0L, shorter.sourceStart(1, RATE) - 1);
  }

  private Map<String, List<Float>> heardAcrossSwap(FrontEnd from, FrontEnd to, boolean restart) {
    ModelSlot slot = Rig.seated(new FakeModel("model-1", from));
    Rig rig = new Rig(slot);
    try {
      rig.send(audio.frames(0, 20_000, FRAME));
      List<Recognition> all = new ArrayList<>(rig.recognitions());
      assertThat(all).isNotEmpty();
      slot.swap(new Champion(new FakeModel("model-2", to), 2, 2));
      if (restart) {
        rig = rig.restart();
      }
      rig.send(audio.frames(20_000, audio.sampleFrames(), FRAME));
      rig.send(audio.lastWord());
      all.addAll(rig.recognitions());
      assertThat(rig.count(InferenceMeters.PASSED_OVER)).isZero();
      return Oracle.windows(all);
    } finally {
      rig.close();
    }
  }

  /** By the rule's words: all windows of the first, then those that start past its last one. */
  private Map<String, List<Float>> expectedAcrossSwap(FrontEnd from, FrontEnd to) {
    Map<String, List<Float>> first = new LinkedHashMap<>();
    try (Rig rig = new Rig(from)) {
      rig.send(audio.frames(0, 20_000, FRAME));
      first.putAll(Oracle.windows(rig.recognitions()));
    }
    assertThat(Oracle.windows(audio, new FakeModel("model-1", from))).containsAllEntriesOf(first);
    long lastEnd = from.sourceEnd(first.size() - 1, RATE);
    Map<String, List<Float>> expected = new LinkedHashMap<>(first);
    Oracle.windows(audio, new FakeModel("model-2", to))
        .forEach(
            (id, scores) -> {
              long k = Long.parseLong(id.substring(id.lastIndexOf('/') + 1));
              if (to.sourceStart(k, RATE) >= lastEnd) {
                expected.put(id, scores);
              }
            });
    assertThat(expected).hasSizeGreaterThan(first.size());
    return expected;
  }
}
