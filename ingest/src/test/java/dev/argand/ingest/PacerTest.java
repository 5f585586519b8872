package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PacerTest {
  private long nanos = 5_000_000_000L;
  private final List<Long> waits = new ArrayList<>();

  @Test
  void realTime_waitsUntilTheFrameWouldHaveBeenCaptured() throws Exception {
    Pacer pacer = pacer(1, 0);

    pacer.awaitDue(1_600, 16_000);
    pacer.awaitDue(3_200, 16_000);

    assertThat(waits).containsExactly(100_000_000L, 100_000_000L);
  }

  @Test
  void tenTimes_waitsATenth() throws Exception {
    pacer(10, 0).awaitDue(1_600, 16_000);

    assertThat(waits).containsExactly(10_000_000L);
  }

  @Test
  void zero_neverWaits() throws Exception {
    Pacer pacer = pacer(0, 0);
    for (int frame = 1; frame <= 100; frame++) {
      pacer.awaitDue(frame * 1_600L, 16_000);
    }

    assertThat(waits).hasSize(100).containsOnly(0L);
  }

  @Test
  void lateWakings_doNotAddUp() throws Exception {
    long start = nanos;
    Pacer pacer = pacer(1, 7_000_000); // every wait lasts 7 ms too long
    for (int frame = 1; frame <= 1_000; frame++) {
      pacer.awaitDue(frame * 1_102L, 11_025); // a frame is no whole number of nanoseconds
    }

    long exact = Math.round(1e9 * 1_000 * 1_102 / 11_025);
    assertThat(nanos - start).isBetween(exact, exact + 7_000_001);
  }

  @Test
  void afterAStall_catchesUpWithoutWaiting() throws Exception {
    Pacer pacer = pacer(1, 0);
    nanos += 1_000_000_000L;

    pacer.awaitDue(1_600, 16_000);

    assertThat(waits).containsExactly(0L);
  }

  private Pacer pacer(double speed, long oversleepNanos) {
    return new Pacer(
        speed,
        () -> nanos,
        wait -> {
          waits.add(wait);
          nanos += wait == 0 ? 0 : wait + oversleepNanos;
          return false;
        });
  }
}
