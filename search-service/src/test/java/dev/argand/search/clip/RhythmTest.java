package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RhythmTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));

  @Test
  void itIsDue_onceAnInterval() {
    Rhythm rhythm = Rhythm.fromNow(MINUTE, clock);
    assertThat(rhythm.isDue()).isTrue();
    assertThat(rhythm.isDue()).isFalse();
    clock.advance(MINUTE.minusMillis(1));
    assertThat(rhythm.isDue()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(rhythm.isDue()).isTrue();
    assertThat(rhythm.isDue()).isFalse();
  }

  @Test
  void whatWasDone_isDueAfterTheInterval() {
    Rhythm rhythm = Rhythm.after(MINUTE, clock);
    assertThat(rhythm.isDue()).isFalse();
    clock.advance(MINUTE);
    assertThat(rhythm.isDue()).isTrue();
  }

  @Test
  void clockThatIsSetBack_makesItDueAtOnce_andOnceAnIntervalFromThereOn() {
    Rhythm rhythm = Rhythm.after(MINUTE, clock);
    clock.advance(Duration.ofDays(-3));
    assertThat(rhythm.isDue()).isTrue();
    assertThat(rhythm.isDue()).isFalse();
    clock.advance(MINUTE);
    assertThat(rhythm.isDue()).isTrue();
  }
}
