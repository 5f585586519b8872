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
    assertThat(thresholds.get(1)).isBetween(0.86, 0.87);
    assertThat(thresholds.get(2)).isEqualTo(0.3);
    assertThat(Thresholds.falseAlarms(quiet, LABELS, "background", thresholds)).isZero();
  }

  @Test
  void choose_fourAlarmsExpected_letsOneOfTwoALabelThrough() {
    float[][] quiet = {{0.02f, 0.95f, 0.03f}, {0.3f, 0.6f, 0.1f}};
    List<Double> thresholds =
        Thresholds.choose(List.<float[][]>of(quiet), LABELS, "background", 8, 0.5);
    assertThat(thresholds.get(1)).isBetween(0.8, 0.81);
    assertThat(thresholds.get(2)).isEqualTo(0.3);
    assertThat(Thresholds.falseAlarms(quiet, LABELS, "background", thresholds)).isEqualTo(1);
  }

  @Test
  void choose_twoKindsOfBackground_holdsOnEach() {
    float[][] still = {{0.2f, 0.7f, 0.1f}, {0.9f, 0.05f, 0.05f}};
    float[][] loud = {{0.1f, 0.1f, 0.8f}, {0.3f, 0.6f, 0.1f}};
    List<Double> thresholds = Thresholds.choose(List.of(still, loud), LABELS, "background", 0, 1);
    assertThat(thresholds.get(1)).isBetween(0.86, 0.87);
    assertThat(thresholds.get(2)).isBetween(0.91, 0.92);
  }

  @Test
  void choose_scoresThatAreAlmostSure_stayBelowOne() {
    float[][] quiet = {{0, 1, 0}, {0.01f, 0.99f, 0}};
    List<Double> thresholds =
        Thresholds.choose(List.<float[][]>of(quiet), LABELS, "background", 8, 0.5);
    assertThat(thresholds.get(1)).isBetween(0.996, 0.997);
    assertThat(Thresholds.choose(List.<float[][]>of(quiet), LABELS, "background", 0, 1).get(1))
        .isEqualTo(1 - 1e-6);
  }

  @Test
  void choose_backgroundThatIsAlmostCertain_liesAboveItAllTheSame() {
    float[][] sure = {{0.0004f, 0.9995f, 0.0001f}, {0.9f, 0.05f, 0.05f}};
    List<Double> thresholds =
        Thresholds.choose(List.<float[][]>of(sure), LABELS, "background", 6, 0.48 / 3600);
    assertThat(thresholds.get(1)).isBetween(0.9998, 0.9999);
    assertThat(Thresholds.falseAlarms(sure, LABELS, "background", thresholds)).isZero();
  }

  /**
   * What thresholds promise is of audio that they have not seen, in which alarms come in flocks: a
   * stretch of noise that the network mistakes is mistaken all through.
   */
  @Test
  void choose_onOtherBackground_holdsInNearlyEveryHour() {
    double hoursAWindow = 0.48 / 3600;
    int trials = 150;
    int broken = 0;
    int alarms = 0;
    for (int trial = 0; trial < trials; trial++) {
      CounterRandom random = CounterRandom.of(trial);
      float[][] seen = rows(3_750, 4, random.at("seen"));
      float[][] hour = rows(188, 40, random.at("hour"));
      List<Double> thresholds =
          Thresholds.choose(List.<float[][]>of(seen), LABELS, "background", 6, hoursAWindow);
      int raised = Thresholds.falseAlarms(hour, LABELS, "background", thresholds);
      broken += raised > 6 ? 1 : 0;
      alarms += raised;
    }
    assertThat(broken / (double) trials).isLessThan(0.12);
    // They are no higher than they must be.
    assertThat(alarms / (double) trials).isBetween(1.0, 4.0);
  }

  /** Stretches of windows, of which one in twenty is taken for a label, with scores about alike. */
  private static float[][] rows(int stretches, int length, CounterRandom random) {
    float[][] rows = new float[stretches * length][];
    for (int stretch = 0; stretch < stretches; stretch++) {
      boolean isMistaken = random.nextInt(20) == 0;
      double logit = -1 - 1.3 * Math.log(1 - random.nextDouble());
      int label = 1 + random.nextInt(2);
      for (int i = 0; i < length; i++) {
        float[] row = {0.2f, 0.1f, 0.1f};
        if (isMistaken) {
          double own = logit + random.nextDouble() - random.nextDouble();
          row[label] = (float) (1 / (1 + Math.exp(-own)));
        }
        rows[stretch * length + i] = row;
      }
    }
    return rows;
  }
}
