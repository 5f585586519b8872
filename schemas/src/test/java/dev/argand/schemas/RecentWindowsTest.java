package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentWindowsTest {
  @Test
  void theLastOnes_areRemembered_andNoMore() {
    RecentWindows windows = new RecentWindows(2);
    windows.note("a");
    windows.note("b");
    windows.note("b");
    assertThat(windows.has("a")).isTrue();
    windows.note("c");

    assertThat(windows.has("a")).isFalse();
    assertThat(windows.has("b")).isTrue();
    assertThat(windows.has("c")).isTrue();
  }
}
