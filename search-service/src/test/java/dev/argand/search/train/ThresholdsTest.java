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
    List<Double> thresholds = Thresholds.choose(quiet, LABELS, "background", 0, 1);
    assertThat(thresholds.get(0)).isEqualTo(1);
    assertThat(thresholds.get(1)).isBetween(0.7, 0.72);
    assertThat(thresholds.get(2)).isEqualTo(0.3);
    assertThat(Thresholds.falseAlarms(quiet, LABELS, "background", thresholds)).isZero();
  }

  @Test
  void choose_twoAlarmsAllowedALabel_letsTheGreatestThrough() {
    float[][] quiet = {{0.2f, 0.7f, 0.1f}, {0.3f, 0.6f, 0.1f}};
    List<Double> thresholds = Thresholds.choose(quiet, LABELS, "background", 4, 1);
    assertThat(thresholds.get(1)).isBetween(0.6, 0.62);
    assertThat(Thresholds.falseAlarms(quiet, LABELS, "background", thresholds)).isEqualTo(1);
  }

  /** What thresholds promise is of audio that they have not seen. */
  @Test
  void choose_onOtherBackground_keepsTheAllowanceOnAverage() {
    double hours = 4;
    int windows = 4_000;
    int trials = 40;
    int alarms = 0;
    for (int trial = 0; trial < trials; trial++) {
      CounterRandom random = CounterRandom.of(trial);
      float[][] seen = rows(windows, random.at("seen"));
      float[][] other = rows(windows, random.at("other"));
      List<Double> thresholds = Thresholds.choose(seen, LABELS, "background", 3, hours);
      alarms += Thresholds.falseAlarms(other, LABELS, "background", thresholds);
    }
    // 12 in four hours: 6 a label, of which the fifth greatest is the last that is let through.
    assertThat(alarms / (double) trials).isBetween(6.0, 12.0);
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
