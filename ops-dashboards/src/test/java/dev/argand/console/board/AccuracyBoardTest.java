package dev.argand.console.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.schemas.avro.Evaluation;
import org.junit.jupiter.api.Test;

final class AccuracyBoardTest {
  private final AccuracyBoard board = new AccuracyBoard();

  @Test
  void window_thatIsJudgedAnew_countsOnce() {
    judge("a", 1, true);
    judge("b", 1, true);
    judge("b", 1, false);

    assertThat(version(1).all()).isEqualTo(Proportion.of(1, 2));
  }

  @Test
  void window_thatIsNoLongerJudged_doesNotCount_andAnUnknownOneChangesNothing() {
    judge("a", 1, true);
    judge("b", 1, false);

    board.withdrawn("b");
    board.withdrawn("b");
    board.withdrawn("never");

    assertThat(version(1).all()).isEqualTo(Proportion.of(1, 1));
    board.withdrawn("a");
    assertThat(board.view().versions()).isEmpty();
  }

  @Test
  void recent_areTheLastByStart_whateverTheOrderOfArrival() {
    for (int i = 2 * AccuracyBoard.RECENT - 1; i >= 0; i--) {
      judge("w" + i, 1, i >= AccuracyBoard.RECENT, i);
    }

    assertThat(version(1).recent()).isEqualTo(Proportion.of(200, 200));
    assertThat(version(1).all()).isEqualTo(Proportion.of(200, 400));
  }

  @Test
  void memory_isBounded_inWindowsAndVersions() {
    for (int i = 0; i < AccuracyBoard.WINDOWS + 10; i++) {
      judge("w" + i, 1, true);
    }
    board.withdrawn("w0");
    assertThat(version(1).all().n()).isEqualTo(AccuracyBoard.WINDOWS + 10);

    for (int v = 2; v <= AccuracyBoard.VERSIONS + 1; v++) {
      judge("v" + v, v, true);
    }
    assertThat(board.view().versions())
        .hasSize(AccuracyBoard.VERSIONS)
        .extracting(AccuracyBoard.Version::version)
        .startsWith(AccuracyBoard.VERSIONS + 1)
        .doesNotContain(1);
  }

  @Test
  void proportion_hasWilsonsInterval() {
    // Wilson's score interval for 8 of 10, from his formula worked by hand.
    Proportion eight = Proportion.of(8, 10);
    assertThat(eight.low()).isCloseTo(0.4902, within(5e-5));
    assertThat(eight.high()).isCloseTo(0.9433, within(5e-5));
    assertThat(Proportion.of(0, 0)).isEqualTo(new Proportion(0, 0, 0, 1));
    assertThat(Proportion.of(5, 5).high()).isEqualTo(1);
  }

  private void judge(String window, int version, boolean right) {
    judge(window, version, right, 0);
  }

  private void judge(String window, int version, boolean right, long start) {
    board.judged(
        new Evaluation(
            window,
            "porch",
            "s",
            0L,
            start,
            "l",
            "bell",
            right ? "bell" : "background",
            "bell",
            0.9f,
            "digest-" + version,
            version,
            1L,
            0L));
  }

  private AccuracyBoard.Version version(int version) {
    return board.view().versions().stream()
        .filter(v -> v.version() == version)
        .findFirst()
        .orElseThrow();
  }
}
