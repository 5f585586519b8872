package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShareTest {
  @Test
  void interval_isWhereTheScoreTestTurns() {
    for (long n : new long[] {1, 2, 7, 10, 200, 100_000}) {
      for (long right = 0; right <= n; right += Math.max(1, n / 5)) {
        Share share = new Share(n, right);
        double accuracy = (double) right / n;
        assertThat(share.low()).as("%s", share).isCloseTo(turn(n, accuracy, 0), within(1e-9));
        assertThat(share.high()).as("%s", share).isCloseTo(turn(n, accuracy, 1), within(1e-9));
      }
    }
  }

  @Test
  void interval_isThatOfTheTextbook() {
    Share eightOfTen = new Share(10, 8);

    assertThat(eightOfTen.accuracy()).isEqualTo(0.8);
    assertThat(eightOfTen.low()).isCloseTo(0.4901625, within(1e-6));
    assertThat(eightOfTen.high()).isCloseTo(0.9433178, within(1e-6));
  }

  @Test
  void nothing_saysNothing() {
    assertThat(Share.NONE.accuracy()).isNaN();
    assertThat(Share.NONE.low()).isEqualTo(0);
    assertThat(Share.NONE.high()).isEqualTo(1);
  }

  @Test
  void moreRightThanAll_isRefused() {
    assertThatThrownBy(() -> new Share(3, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("right 4 and n 3");
  }

  /** The p between the observed share and an end at which |share - p| = z sqrt(p (1 - p) / n). */
  private static double turn(long n, double share, double end) {
    double inside = share;
    double outside = end;
    for (int i = 0; i < 200; i++) {
      double p = (inside + outside) / 2;
      if (Math.abs(share - p) < 1.959963984540054 * Math.sqrt(p * (1 - p) / n)) {
        inside = p;
      } else {
        outside = p;
      }
    }
    return outside == end && inside == share ? share : (inside + outside) / 2;
  }
}
