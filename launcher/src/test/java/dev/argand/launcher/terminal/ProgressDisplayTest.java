package dev.argand.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressDisplayTest {
  private final AtomicLong nanos = new AtomicLong(17);
  private final StringWriter out = new StringWriter();
  private final ProgressDisplay display =
      new ProgressDisplay(new Terminal(new PrintWriter(out), false), nanos::get);

  @Test
  void show_beforeThereIsAPace_estimatesNothing() {
    show(1, 101, 0);
    show(11, 101, 5);

    assertThat(lines()).containsExactly("  search    1/101", "  search    11/101, 45 s left");
  }

  @Test
  void show_phaseThatGoesOn_estimatesFromWhatWasDoneSince() {
    show(500, 1_000, 0);
    show(510, 1_000, 5);

    assertThat(lines()).last().isEqualTo("  search    510/1000, 245 s left");
  }

  @Test
  void show_lessThanASecond_isNotCalledZero() {
    show(1, 1_000, 0);
    show(990, 1_000, 6);
    show(1_000, 1_000, 0);

    assertThat(lines())
        .containsExactly("  search    1/1000", "  search    990/1000", "  search    1000/1000");
  }

  private void show(int done, int total, long secondsLater) {
    nanos.addAndGet(Duration.ofSeconds(secondsLater).toNanos());
    display.show("search", done, total, Map.of());
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }
}
