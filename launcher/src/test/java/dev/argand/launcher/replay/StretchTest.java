package dev.argand.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StretchTest {
  private static final Instant TEN = Instant.parse("2026-11-25T10:00:00Z");
  private static final Instant ELEVEN = TEN.plus(Duration.ofHours(1));

  @Test
  void stretch_holdsItsBegin_andNotItsEnd() {
    Stretch stretch = new Stretch(TEN, ELEVEN);

    assertThat(stretch.holds(Windows.startingAt(TEN))).isTrue();
    assertThat(stretch.holds(Windows.startingAt(TEN.minusMillis(1)))).isFalse();
    assertThat(stretch.holds(Windows.startingAt(ELEVEN.minusMillis(1)))).isTrue();
    assertThat(stretch.holds(Windows.startingAt(ELEVEN))).isFalse();
    assertThat(stretch.firstArrival()).isEqualTo(TEN.minus(Stretch.ARRIVAL));
    assertThat(stretch.lastArrival()).isEqualTo(ELEVEN.plus(Stretch.ARRIVAL));
  }

  @Test
  void stretchWithoutEnd_holdsWhatWasCapturedInTheFuture() {
    Instant farAhead = Instant.now().plus(Duration.ofDays(400));
    Stretch stretch = new Stretch(TEN, null);

    assertThat(stretch.holds(Windows.startingAt(farAhead))).isTrue();
    assertThat(stretch.holds(Windows.startingAt(TEN.minusMillis(1)))).isFalse();
    assertThat(stretch.lastArrival().toEpochMilli()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stretchWithoutBegin_holdsEverythingBeforeItsEnd() {
    Stretch stretch = new Stretch(null, TEN);

    assertThat(stretch.holds(Windows.startingAt(Instant.EPOCH))).isTrue();
    assertThat(stretch.holds(Windows.startingAt(TEN))).isFalse();
    assertThat(stretch.firstArrival()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void emptyStretch_isRefusedWithBothEnds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Stretch(ELEVEN, ELEVEN))
        .withMessageContaining("--from must be before --to " + ELEVEN);
  }
}
