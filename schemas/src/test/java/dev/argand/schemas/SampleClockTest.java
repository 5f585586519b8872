package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SampleClockTest {
  private static final int RATE = 16_000;
  private static final long NEXT = 32_000;
  private static final long MILLIS = 1_772_000_000_000L;
  private static final long MICROS = 1_000 * MILLIS;
  private static final SampleClock CLOCK = new SampleClock(NEXT, RATE, MICROS, MILLIS);

  @Test
  void indexThatIsAheadOfBothClocks_isWrong() {
    long far = NEXT + (1L << 40);

    assertThat(CLOCK.wrong(far, MICROS + 100_000, MILLIS + 100))
        .contains(
            "firstSampleIndex must leave out at most the 0 s that have passed and 600 s, leaves out"
                + " 68719477 s: 32000 was expected, was "
                + far);
  }

  @Test
  void slack_isTenMinutes() {
    long latest = NEXT + 610L * RATE;

    assertThat(CLOCK.wrong(latest, MICROS + 10_000_000, MILLIS)).isEmpty();
    assertThat(CLOCK.wrong(latest + 1, MICROS + 10_000_000, MILLIS)).isPresent();
  }

  @Test
  void hourThatHasPassed_byEitherClock_mayBeLeftOut() {
    long hour = NEXT + 3_600L * RATE;

    assertThat(CLOCK.wrong(hour, MICROS + 3_600_000_000L, MILLIS + 10)).isEmpty();
    assertThat(CLOCK.wrong(hour, MICROS - 7_200_000_000L, MILLIS + 3_600_000)).isEmpty();
    assertThat(CLOCK.wrong(hour, MICROS - 7_200_000_000L, MILLIS + 10)).isPresent();
  }

  @Test
  void captureTimeThatNobodyKnows_saysNothing() {
    SampleClock unknown = new SampleClock(0, RATE, 0, MILLIS);

    assertThat(unknown.wrong(1L << 40, MICROS, MILLIS + 100)).isPresent();
    assertThat(unknown.wrong(8_000, MICROS, MILLIS + 100)).isEmpty();
  }

  @Test
  void indexThatGoesOnOrBack_isNone() {
    assertThat(CLOCK.wrong(NEXT, MICROS - 1, MILLIS - 1)).isEmpty();
    assertThat(CLOCK.wrong(0, 0, 0)).isEmpty();
  }
}
