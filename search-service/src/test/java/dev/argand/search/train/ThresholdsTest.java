package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

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
  void choose_oneAlarmAllowedALabel_letsTheGreatestThrough() {
    float[][] quiet = {{0.2f, 0.7f, 0.1f}, {0.3f, 0.6f, 0.1f}};
    List<Double> thresholds = Thresholds.choose(quiet, LABELS, "background", 2, 1);
    assertThat(thresholds.get(1)).isBetween(0.6, 0.62);
    assertThat(Thresholds.falseAlarms(quiet, LABELS, "background", thresholds)).isEqualTo(1);
  }
}
