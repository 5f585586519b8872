package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionIdsTest {
  @Test
  void next_isMillisecondsAndEightHexadecimalDigits() {
    SessionIds ids = new SessionIds(at(1_700_000_000_000L), () -> 0xAB);

    assertThat(ids.next()).isEqualTo("1700000000000-000000ab");
  }

  @Test
  void next_withinOneMillisecond_stillSortsByTime() {
    int[] random = {-1, 5, 0};
    int[] at = {0};
    SessionIds ids = new SessionIds(at(42), () -> random[at[0]++]);
    List<String> given = new ArrayList<>(List.of(ids.next(), ids.next(), ids.next()));

    assertThat(given).isSorted().doesNotHaveDuplicates();
  }

  private static Clock at(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }
}
