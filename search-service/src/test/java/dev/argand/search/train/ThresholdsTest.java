package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private static final List<String> LABELS = List.of("background", "bell", "dog");

  @Test
  void choose_noAllowance_liesJustAboveTheGreatestFalseAlarm() {
    float[][] quiet = {{0.2f, 0.7f, 0.1f}, {0.3f, 0.6f, 0.1f}, {0.9f, 0.05f, 0.05f}};
    List<Double> thresholds =
        Thresholds.choose(List.<float[][]>of(quiet), LABELS, "background", 0, 1);
    assertThat(thresholds.get(0)).isEqualTo(1);
    assertThat(thresholds.get(1)).isBetween(0.7, 0.72);
    assertThat(thresholds.get(2)).isEqualTo(0.3);
    assertThat(Thresholds.falseAlarms(quiet, LABELS, "background", thresholds)).isZero();
  }

  @Test
  void choose_fourAlarmsExpected_letsOneOfTwoALabelThrough() {
    float[][] quiet = {{0.2f, 0.7f, 0.1f}, {0.3f, 0.6f, 0.1f}};
    List<Double> thresholds =
        Thresholds.choose(List.<float[][]>of(quiet), LABELS, "background", 8, 0.5);
    assertThat(thresholds.get(1)).isBetween(0.6, 0.62);
    assertThat(thresholds.get(2)).isEqualTo(0.3);
    assertThat(Thresholds.falseAlarms(quiet, LABELS, "background", thresholds)).isEqualTo(1);
  }

  @Test
  void choose_twoKindsOfBackground_holdsOnEach() {
    float[][] still = {{0.2f, 0.7f, 0.1f}, {0.9f, 0.05f, 0.05f}};
    float[][] loud = {{0.1f, 0.1f, 0.8f}, {0.3f, 0.6f, 0.1f}};
    List<Double> thresholds = Thresholds.choose(List.of(still, loud), LABELS, "background", 0, 1);
    assertThat(thresholds.get(1)).isBetween(0.7, 0.72);
    assertThat(thresholds.get(2)).isBetween(0.8, 0.82);
  }

  @Test
  void choose_scoresThatAreAlmostSure_stayBelowOne() {
    float[][] quiet = {{0, 1, 0}, {0.01f, 0.99f, 0}};
    List<Double> thresholds =
        Thresholds.choose(List.<float[][]>of(quiet), LABELS, "background", 8, 0.5);
    assertThat(thresholds.get(1)).isBetween(0.99, 0.995);
    assertThat(Thresholds.choose(List.<float[][]>of(quiet), LABELS, "background", 0, 1).get(1))
        .isEqualTo(0.999);
  }

  /** What thresholds promise is of audio that they have not seen. */
  @Test
  void choose_onOtherBackground_expectsHalfOfTheAllowance() {
    int windows = 4_000;
    int trials = 60;
    int alarms = 0;
    for (int trial = 0; trial < trials; trial++) {
      CounterRandom random = CounterRandom.of(trial);
      float[][] seen = rows(windows, random.at("seen"));
      float[][] other = rows(windows, random.at("other"));
      List<Double> thresholds =
          Thresholds.choose(List.<float[][]>of(seen), LABELS, "background", 3, 4.0 / windows);
      alarms += Thresholds.falseAlarms(other, LABELS, "background", thresholds);
    }
    // Twelve are allowed in four hours: three a label.
    assertThat(alarms / (double) trials).isBetween(5.0, 7.5);
  }

  /** Scores of two labels that now and then are loud, no two alike. */
  private static float[][] rows(int windows, CounterRandom random) {
    float[][] rows = new float[windows][];
    for (int i = 0; i < windows; i++) {
      rows[i] = new float[] {0.2f, 0.1f, 0.1f};
      if (random.nextInt(50) == 0) {
        rows[i][1 + random.nextInt(2)] = 0.3f + 0.6f * random.nextFloat();
      }
    }
    return rows;
  }
}
