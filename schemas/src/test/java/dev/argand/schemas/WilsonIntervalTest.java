package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class WilsonIntervalTest {
  @Test
  void of_knownCases_areThoseOfTheFormula() {
    // p solves |p - x/n| = z sqrt(p (1 - p) / n).
    for (int[] c : new int[][] {{0, 10}, {1, 10}, {5, 10}, {10, 10}, {130, 200}}) {
      WilsonInterval interval = WilsonInterval.of(c[0], c[1]);
      for (double p : new double[] {interval.low(), interval.high()}) {
        double distance = Math.abs(p - (double) c[0] / c[1]);
        assertThat(distance).isCloseTo(1.959964 * Math.sqrt(p * (1 - p) / c[1]), within(1e-6));
      }
    }
  }

  @Test
  void of_nothing_isEverything() {
    assertThat(WilsonInterval.of(0, 0)).isEqualTo(new WilsonInterval(0, 1));
  }

  @Test
  void of_moreRightThanThereAre_isRefused() {
    assertThatThrownBy(() -> WilsonInterval.of(3, 2))
        .hasMessageContaining("[0, 2]")
        .hasMessageContaining("3");
  }
}
