package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionIdsTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  void next_isMillisecondsAndEightHexadecimalDigits() {
    SessionIds ids = new SessionIds(at(1_700_000_000_000L), () -> 0xAB);

    assertThat(ids.next("yard")).isEqualTo("1700000000000-000000ab");
  }

  @Test
  void next_withinOneMillisecond_stillSortsByTime() {
    int[] random = {-1, 5, 0};
    int[] at = {0};
    SessionIds ids = new SessionIds(at(42), () -> random[at[0]++]);
    List<String> given =
        new ArrayList<>(List.of(ids.next("yard"), ids.next("yard"), ids.next("yard")));

    assertThat(given).isSorted().doesNotHaveDuplicates();
  }

  /** The clock was ten minutes ahead when the last session began, and is right again. */
  @Test
  void next_afterASessionAheadOfTheClock_sortsAfterIt_forThatSourceAlone() {
    SessionIds ids = new SessionIds(at(NOW), () -> 0xAB);
    ids.goOnAfter("yard", NOW + 600_000 + "-ffffffff");

    assertThat(ids.next("yard")).isEqualTo(NOW + 600_001 + "-000000ab");
    assertThat(ids.next("hall")).isEqualTo(NOW + 1 + "-000000ab");
    assertThat(ids.next("yard")).isEqualTo(NOW + 600_002 + "-000000ab");
  }

  @Test
  void next_whenTheClockHasCaughtUp_isOfTheClockAgain() {
    ManualClock clock = new ManualClock(Instant.ofEpochMilli(NOW));
    SessionIds ids = new SessionIds(clock, () -> 0xAB);
    ids.goOnAfter("yard", NOW + 600_000 + "-ffffffff");
    clock.advance(Duration.ofMinutes(11));

    assertThat(ids.next("yard")).isEqualTo(NOW + 660_000 + "-000000ab");
  }

  /** Recognition takes no session that begins more than an hour ahead, and no date no id. */
  @Test
  void next_afterWhatCannotBeContinued_isOfTheClock() {
    SessionIds ids = new SessionIds(at(NOW), () -> 0xAB);
    ids.goOnAfter("yard", NOW + 3_600_001 + "-ffffffff");
    ids.goOnAfter("yard", NOW - 1 + "-ffffffff");
    ids.goOnAfter("yard", "take-7");

    assertThat(ids.next("yard")).isEqualTo(NOW + "-000000ab");
  }

  /** As of a virtual machine that wakes up before its clock is set. */
  @Test
  void next_afterTheClockWasDaysAhead_isOfTheClockAgain_forEverySource() {
    ManualClock clock = new ManualClock(Instant.ofEpochMilli(NOW));
    SessionIds ids = new SessionIds(clock, () -> 0xAB);
    clock.advance(Duration.ofDays(3));
    ids.goOnAfter("yard", clock.millis() + 60_000 + "-ffffffff");
    ids.next("yard");
    ids.next("hall");
    clock.set(Instant.ofEpochMilli(NOW));

    assertThat(ids.next("yard")).isEqualTo(NOW + "-000000ab");
    assertThat(ids.next("hall")).isEqualTo(NOW + 1 + "-000000ab");
  }

  @Test
  void next_afterTheClockWasMinutesAhead_stillIncreases() {
    ManualClock clock = new ManualClock(Instant.ofEpochMilli(NOW + 600_000));
    SessionIds ids = new SessionIds(clock, () -> 0xAB);
    ids.next("yard");
    clock.set(Instant.ofEpochMilli(NOW));

    assertThat(ids.next("yard")).isEqualTo(NOW + 600_001 + "-000000ab");
  }

  private static Clock at(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }
}
