package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.search.data.LiveScene.Truth;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveSceneTest {
  private static final Duration LENGTH = Duration.ofSeconds(40);

  private static DataSet data;
  private static LiveScene scene;

  @BeforeAll
  static void compose() throws Exception {
    data = DataSets.open("bundled:events");
    scene = LiveScene.compose(data, Split.TEST, LENGTH, CounterRandom.of(11));
  }

  @Test
  void compose_truth_isOrderedApartAndInside() {
    assertThat(scene.audio().sampleRateHz()).isEqualTo(16_000);
    assertThat(scene.audio().samples()).hasSize(40 * 16_000);
    assertThat(scene.truth()).hasSizeGreaterThan(8);
    long last = 0;
    for (Truth event : scene.truth()) {
      assertThat(event.firstSample()).isGreaterThanOrEqualTo(last + 16_000);
      last = event.endSample();
    }
    assertThat(last).isLessThanOrEqualTo(40 * 16_000);
  }

  @Test
  void compose_labels_takeTurns() {
    List<String> firstRound =
        scene.truth().stream().limit(8).map(Truth::label).collect(Collectors.toList());
    assertThat(firstRound).doesNotHaveDuplicates().doesNotContain("background");
  }

  /** Each event is louder than the half second before it, within which nothing happens. */
  @Test
  void compose_truth_agreesWithTheEnergyOfTheAudio() {
    float[] samples = scene.audio().samples();
    for (Truth event : scene.truth()) {
      int start = (int) event.firstSample();
      float[] before = Arrays.copyOfRange(samples, start - 8_000, start);
      float[] during = Arrays.copyOfRange(samples, start, (int) event.endSample());
      assertThat(Loudness.active(during, 16_000))
          .as("%s at %d", event.label(), start)
          .isGreaterThan(1.2 * Loudness.rms(before));
    }
  }

  @Test
  void compose_sameArguments_sameScene() throws Exception {
    LiveScene again = LiveScene.compose(data, Split.TEST, LENGTH, CounterRandom.of(11));
    assertThat(again.audio().samples()).isEqualTo(scene.audio().samples());
    assertThat(again.truth()).isEqualTo(scene.truth());
    LiveScene other = LiveScene.compose(data, Split.TEST, LENGTH, CounterRandom.of(12));
    assertThat(other.truth()).isNotEqualTo(scene.truth());
  }

  @Test
  void compose_anotherRate_keepsSeconds() throws Exception {
    LiveScene slow =
        LiveScene.compose(
            Splits.of(data), Split.TEST, Duration.ofSeconds(10), 22_050, CounterRandom.of(11));
    assertThat(slow.audio().sampleRateHz()).isEqualTo(22_050);
    assertThat(slow.audio().samples()).hasSize(220_500);
    Truth here = slow.truth().get(0);
    assertThat((here.endSample() - here.firstSample()) / 22_050.0).isBetween(0.29, 0.81);
  }

  @Test
  void compose_noTime_isRefused() {
    assertThatThrownBy(
            () -> LiveScene.compose(data, Split.TEST, Duration.ZERO, CounterRandom.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("duration must be positive");
  }

  @Test
  void labelOf_wholePartialAndNoEvent() {
    LiveScene known =
        new LiveScene(
            new AudioClip(new float[10_000], 1_000),
            List.of(new Truth(1_000, 1_500, "dog"), new Truth(5_000, 9_000, "rain")),
            "background");
    assertThat(known.labelOf(0, 1_000)).isEqualTo("background");
    assertThat(known.labelOf(0, 1_025)).isEqualTo("background");
    assertThat(known.labelOf(0, 1_026)).isNull();
    assertThat(known.labelOf(0, 1_399)).isNull();
    assertThat(known.labelOf(0, 1_400)).isEqualTo("dog");
    assertThat(known.labelOf(1_100, 2_100)).isEqualTo("dog");
    assertThat(known.labelOf(1_475, 2_475)).isEqualTo("background");
    // An event longer than the window must fill the window.
    assertThat(known.labelOf(4_800, 5_800)).isEqualTo("rain");
    assertThat(known.labelOf(4_799, 5_799)).isNull();
    assertThat(known.labelOf(6_000, 7_000)).isEqualTo("rain");
    assertThat(known.labelOf(4_050, 5_050)).isEqualTo("background");
    // Two events in one window are not judged.
    assertThat(known.labelOf(900, 9_100)).isNull();
  }
}
