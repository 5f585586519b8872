package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class MicrosTest {
  @Test
  void of_andInstant_areInverse_andSmallerPartsAreLeftOut() {
    Instant time = Instant.parse("2026-11-29T22:15:00.123456Z");

    assertThat(Micros.of(time)).isEqualTo(1_795_990_500_123_456L);
    assertThat(Micros.instant(Micros.of(time))).isEqualTo(time);
    assertThat(Micros.of(time.plusNanos(999))).isEqualTo(Micros.of(time));
  }
}
