package dev.argand.console.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecognitionBoardTest {
  private final RecognitionBoard board = new RecognitionBoard();

  @Test
  void scores_areNamedByTheModelsLabels_bestFirst() {
    board.recognised(recognition("w", Route.CHAMPION));

    assertThat(
            board.view(digest -> List.of("background", "bell", "knock")).recent().get(0).scores())
        .containsExactly(
            new RecognitionBoard.Score("bell", 0.7),
            new RecognitionBoard.Score("background", 0.2),
            new RecognitionBoard.Score("knock", 0.1));
  }

  @Test
  void scores_ofAModelThatIsNotKnown_areTheBestLabelsAlone() {
    board.recognised(recognition("w", Route.CHAMPION));

    assertThat(board.view(digest -> List.of()).recent().get(0).scores())
        .containsExactly(new RecognitionBoard.Score("bell", 0.7));
  }

  @Test
  void drain_givesWhatIsNew_once_andShadowsNever() {
    board.recognised(recognition("a", Route.CHAMPION));
    board.recognised(recognition("a", Route.CHAMPION));
    board.recognised(recognition("b", Route.SHADOW));

    assertThat(drained()).containsExactly("a");
    assertThat(drained()).isEmpty();
  }

  @Test
  void memory_isBounded_andTheNewestStay() {
    for (int i = 0; i < 1_000; i++) {
      board.recognised(recognition("w" + i, Route.CHAMPION));
    }
    assertThat(board.view(digest -> List.of()).recent()).hasSize(RecognitionBoard.MOST);
    assertThat(drained()).hasSize(RecognitionBoard.TOLD_AT_ONCE).endsWith("w999");
  }

  private List<String> drained() {
    return board.drain(digest -> List.of()).stream().map(RecognitionBoard.Heard::id).toList();
  }

  private static Recognition recognition(String id, Route route) {
    return new Recognition(
        id,
        "porch",
        "s",
        route,
        "f",
        0L,
        0L,
        16_000L,
        16_000,
        0L,
        1_000_000L,
        "digest",
        1,
        1L,
        "bell",
        0.7f,
        0.5f,
        true,
        List.of(0.2f, 0.7f, 0.1f),
        WindowDecision.ACCEPTED,
        -20f,
        List.of());
  }
}
