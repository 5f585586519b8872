package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WindowSamplerTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final int WINDOW = FRONT_END.windowSamples();

  private static DataSet data;
  private static Splits splits;
  private static WindowSampler sampler;

  @BeforeAll
  static void open() throws DataException {
    List<LabeledClip> clips = new ArrayList<>(DataSets.open("bundled:events").clips("background"));
    clips.addAll(DataSets.events(SoundKind.BELL));
    clips.addAll(DataSets.events(SoundKind.KNOCK));
    data = DataSet.of("test", clips, List.of());
    splits = Splits.of(data);
    sampler = new WindowSampler(splits, FRONT_END);
  }

  @Test
  void trainingWindow_sameSeedEpochAndIndex_sameBits() throws IOException {
    WindowSampler other = new WindowSampler(splits, FRONT_END, Augmentation.DEFAULT, 0);
    for (LabeledClip clip : List.of(clip("bell"), clip("background"))) {
      float[] window = sampler.trainingWindow(clip, 7, 2, 31);
      assertThat(window).hasSize(WINDOW);
      assertThat(sampler.trainingWindow(clip, 7, 2, 31)).isEqualTo(window);
      assertThat(other.trainingWindow(clip, 7, 2, 31)).isEqualTo(window);
      assertThat(sampler.trainingWindow(clip, 7, 3, 31)).isNotEqualTo(window);
      assertThat(sampler.trainingWindow(clip, 7, 2, 32)).isNotEqualTo(window);
      assertThat(sampler.trainingWindow(clip, 8, 2, 31)).isNotEqualTo(window);
    }
  }

  /** Hashes from before windows could vary otherwise: the default changes nothing, for ever. */
  @Test
  void trainingWindow_defaultAugmentation_givesTheWindowsOfOldRuns() throws IOException {
    assertThat(Arrays.hashCode(sampler.trainingWindow(clip("bell"), 7, 2, 31)))
        .isEqualTo(254_312_903);
    assertThat(Arrays.hashCode(sampler.trainingWindow(clip("knock"), 1, 0, 5)))
        .isEqualTo(-192_255_878);
    assertThat(Arrays.hashCode(sampler.trainingWindow(clip("background"), 7, 2, 31)))
        .isEqualTo(1_878_739_014);
    assertThat(Arrays.hashCode(sampler.trainingWindow(clip("background"), 3, 1, 8)))
        .isEqualTo(-1_631_660_373);
  }

  @Test
  void trainingWindow_halfOfNoisesSynthetic_takesTheOtherHalfFromTheClips() throws Exception {
    DataSet set = threeBackgrounds();
    WindowSampler half = sampler(set, FRONT_END, 0.5);
    WindowSampler none = sampler(set, FRONT_END, 0);
    int synthetic = 0;
    int windows = 200;
    for (int i = 0; i < windows; i++) {
      LabeledClip clip = set.clips("background").get(i % 3);
      float[] window = half.trainingWindow(clip, 5, 0, i);
      assertThat(half.trainingWindow(clip, 5, 0, i)).isEqualTo(window);
      boolean isOfClips = Arrays.equals(none.trainingWindow(clip, 5, 0, i), window);
      synthetic += isOfClips ? 0 : 1;
    }
    // A second part is mixed into three of ten: 1 - 0.5 (0.7 + 0.3 * 0.5).
    assertThat(synthetic / (double) windows).isBetween(0.45, 0.7);
  }

  @Test
  void quietWindows_ofClipsOrSynthetic_followEachOtherAtTheHop() throws IOException {
    LabeledClip clip = clip("background");
    int hop = FRONT_END.hopSamples();
    for (boolean isSynthetic : new boolean[] {false, true}) {
      float[][] windows = sampler.quietWindows(clip, isSynthetic, 3, 1, 40);
      assertThat(windows).hasDimensions(3, WINDOW);
      for (int i = 1; i < windows.length; i++) {
        assertThat(Arrays.copyOf(windows[i], WINDOW - hop))
            .isEqualTo(Arrays.copyOfRange(windows[i - 1], hop, WINDOW));
      }
      assertThat(sampler.quietWindows(clip, isSynthetic, 3, 1, 40)).isDeepEqualTo(windows);
      assertThat(sampler.quietWindows(clip, isSynthetic, 3, 1, 44)[0]).isNotEqualTo(windows[0]);
      assertThat(sampler.quietWindows(clip, !isSynthetic, 3, 1, 40)[0]).isNotEqualTo(windows[0]);
      assertThat(SoundSynthesiserTest.longestRunOfZeros(windows[0])).isLessThan(50);
    }
  }

  /** At 8 kHz the mains hum at 50 or 60 Hz too, and what a lower rate cannot hold is left out. */
  @Test
  void quietWindows_ofAnyRate_haveTheSamplesOfThatRate() throws Exception {
    for (int rate : new int[] {8_000, 11_025, 16_000, 44_100}) {
      FrontEnd frontEnd = new FrontEnd(rate, rate, 480, 1_024, 480, 20, 40, rate / 2.0, 10);
      float[][] windows =
          sampler(data, frontEnd, 1).quietWindows(clip("background"), true, 2, 3, 0);
      assertThat(windows).hasDimensions(2, rate);
      for (float[] window : windows) {
        assertThat(Loudness.rms(window)).isBetween(0.0003, 0.12);
        assertThat(SoundSynthesiserTest.longestRunOfZeros(window)).isLessThan(50);
      }
    }
  }

  private static WindowSampler sampler(DataSet set, FrontEnd frontEnd, double synthetic)
      throws DataException {
    Augmentation usual = Augmentation.DEFAULT;
    return new WindowSampler(
        Splits.of(set),
        frontEnd,
        new Augmentation(
            usual.gainDb(),
            usual.fadeSeconds(),
            usual.lowestSnrDb(),
            usual.highestSnrDb(),
            usual.shiftShare(),
            usual.stretch(),
            usual.speed(),
            synthetic,
            usual.filter(),
            usual.masks()));
  }

  /** Backgrounds of three groups. */
  private static DataSet threeBackgrounds() throws DataException {
    List<LabeledClip> clips = new ArrayList<>(data.clips("bell"));
    for (String group : List.of("a", "b", "c")) {
      CounterRandom random = CounterRandom.of(8).at(group);
      clips.add(
          new LabeledClip(
              group,
              "background",
              group,
              () -> SoundSynthesiser.background(32_000, random.at("clip"))));
    }
    return DataSet.of("three", clips, List.of());
  }

  @Test
  void trainingWindow_manyDraws_isFiniteWithinRangeAndNeverSilent() throws IOException {
    List<LabeledClip> clips = splits.clips(Split.TRAIN);
    for (int i = 0; i < 150; i++) {
      float[] window = sampler.trainingWindow(clips.get(i % clips.size()), 1, 0, i);
      for (float sample : window) {
        assertThat(Math.abs(sample)).isLessThan(0.99f);
      }
      assertThat(SoundSynthesiserTest.longestRunOfZeros(window)).isLessThan(50);
    }
  }

  /** The event stands out of the background by the least signal-to-noise ratio, roughly. */
  @Test
  void trainingWindow_ofEvents_areLouderThanTheirBackground() throws IOException {
    LabeledClip bell = clip("bell");
    for (int i = 0; i < 30; i++) {
      float[] window = sampler.trainingWindow(bell, 3, 0, i);
      assertThat(Loudness.active(window, 16_000)).isGreaterThan(0.005);
    }
  }

  @Test
  void offset_anyLengths_leavesAtMostAFifthOutside() {
    CounterRandom random = CounterRandom.of(4);
    for (int length : new int[] {1, 9, 400, 999, 1_000, 1_001, 5_000}) {
      int smallest = Integer.MAX_VALUE;
      int largest = Integer.MIN_VALUE;
      for (int i = 0; i < 2_000; i++) {
        int offset = WindowSampler.offset(length, 1_000, 0.2, random);
        int inside = Math.min(1_000, offset + length) - Math.max(0, offset);
        assertThat(inside).isGreaterThanOrEqualTo((int) (0.8 * Math.min(length, 1_000)));
        smallest = Math.min(smallest, offset);
        largest = Math.max(largest, offset);
      }
      // Both edges of the window are reached.
      assertThat(smallest).isLessThan(length <= 1_000 ? 10 : 1_000 - length + 50);
      assertThat(largest + length).isGreaterThan(length <= 1_000 ? 990 : length + 150);
    }
  }

  @Test
  void evaluationWindows_shortClip_isCentredAndTheSameForEver() throws IOException {
    LabeledClip clip = clip("bell");
    int length = clip.audio().load().samples().length;
    List<float[]> windows = sampler.evaluationWindows(clip);
    assertThat(windows).hasSize(1);
    float[] window = windows.get(0);
    assertThat(new WindowSampler(splits, FRONT_END).evaluationWindows(clip).get(0))
        .isEqualTo(window);
    int start = (WINDOW - length) / 2;
    double inside = Loudness.rms(Arrays.copyOfRange(window, start, start + length));
    double before = Loudness.rms(Arrays.copyOfRange(window, 0, start));
    assertThat(before).isPositive().isLessThan(inside / 5);
  }

  @Test
  void evaluationWindows_longClip_areAllHopsOfIt() throws IOException {
    // Four seconds: 1 + floor((64000 - 16000) / 7680) windows.
    assertThat(sampler.evaluationWindows(clip("background"))).hasSize(7);
  }

  @Test
  void trainingWindow_clipOfZeros_isNotSilent() throws Exception {
    List<LabeledClip> clips = new ArrayList<>(data.clips("bell"));
    for (String group : List.of("a", "b", "c")) {
      clips.add(
          new LabeledClip(group, "background", group, () -> new AudioClip(new float[800], 16_000)));
    }
    WindowSampler quiet =
        new WindowSampler(Splits.of(DataSet.of("quiet", clips, List.of())), FRONT_END);
    for (LabeledClip clip : clips.subList(clips.size() - 4, clips.size())) {
      float[] window = quiet.trainingWindow(clip, 1, 1, 1);
      assertThat(SoundSynthesiserTest.longestRunOfZeros(window)).isLessThan(50);
      assertThat(SoundSynthesiserTest.longestRunOfZeros(quiet.evaluationWindows(clip).get(0)))
          .isLessThan(WINDOW / 10);
    }
  }

  @Test
  void cache_moreAudioThanItsBound_keepsTheBound() throws IOException {
    ClipCache cache = new ClipCache(8_000, 100_000);
    for (LabeledClip clip : data.clips("knock")) {
      assertThat(cache.get(clip).samples()).isNotEmpty();
      assertThat(cache.bytes()).isBetween(1L, 100_000L);
    }
  }

  private static LabeledClip clip(String label) {
    return data.clips(label).get(0);
  }
}
