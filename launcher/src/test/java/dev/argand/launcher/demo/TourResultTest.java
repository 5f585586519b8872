package dev.argand.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.launcher.terminal.JsonLine;
import org.junit.jupiter.api.Test;

final class TourResultTest {
  private static final TourResult FIRST_ACT =
      new TourResult(1, "SS1", 12, 0.5, 44, 0.25, 0.25, 100, 300, 0.01, null);

  @Test
  void json_ofTheFirstActAlone_saysNothingOfASecond() {
    assertThat(JsonLine.of(FIRST_ACT)).startsWith("{\"version\":1,").doesNotContain("secondAct");
  }

  @Test
  void json_ofBothActs_hasTheSecond() {
    TourResult both =
        new TourResult(
            1,
            "SS1",
            12,
            0.5,
            44,
            0.25,
            0.25,
            100,
            300,
            0.01,
            new SecondActResult(0.25, 0.2, 0.3, false, 20));

    assertThat(JsonLine.of(both)).contains("\"secondAct\":{\"accuracyBefore\":0.25,");
  }
}
