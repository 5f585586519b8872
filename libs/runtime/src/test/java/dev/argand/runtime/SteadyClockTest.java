package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final ManualClock machine = new ManualClock(START);
  private long nanos = Long.MAX_VALUE - 5;
  private final SteadyClock clock = new SteadyClock(machine, () -> nanos);

  @Test
  void clockOfTheMachine_isWhereItBegins_andNoMore() {
    assertThat(clock.instant()).isEqualTo(START);
    machine.advance(Duration.ofHours(-1));
    assertThat(clock.instant()).isEqualTo(START);
    machine.advance(Duration.ofDays(2));
    assertThat(clock.instant()).isEqualTo(START);
  }

  /** The counter of nanoseconds overflows meanwhile, which differences of it survive. */
  @Test
  void itGoesOn_asTheNanosecondsDo() {
    nanos += Duration.ofSeconds(90).toNanos();

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(90));
    assertThat(clock.millis()).isEqualTo(START.plusSeconds(90).toEpochMilli());
  }

  @Test
  void anotherZone_isTheSameTime() {
    Clock there = clock.withZone(ZoneId.of("Europe/Berlin"));
    nanos += 7;

    assertThat(there.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(there.instant()).isEqualTo(clock.instant()).isEqualTo(START.plusNanos(7));
  }
}
