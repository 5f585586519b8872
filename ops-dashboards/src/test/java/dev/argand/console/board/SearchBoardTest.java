package dev.argand.console.board;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.EdgeWeights;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.schemas.avro.Trigger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SearchBoardTest {
  private final SearchBoard searches = new SearchBoard();
  private final CurveBoard curves = new CurveBoard();
  private long seconds;

  @Test
  void run_goesThroughItsPhases_andEnds() {
    tell("a", RunState.STARTED, "load", 0, Map.of());
    tell("a", RunState.WORKING, "search", 1, Map.of("loss", 2.0));
    tell("a", RunState.WORKING, "search", 2, Map.of("loss", 1.0));
    tell("a", RunState.JUDGING, "gate", 0, Map.of());

    SearchBoard.Run run = run();
    assertThat(run.state()).isEqualTo("judging");
    assertThat(run.ended()).isFalse();
    assertThat(run.values()).containsEntry("loss", 1.0);
    assertThat(run.phases())
        .containsExactly(
            new SearchBoard.Phase("load", 1_000, 2_000),
            new SearchBoard.Phase("search", 2_000, 4_000),
            new SearchBoard.Phase("gate", 4_000, 4_000));

    tell("a", RunState.PROMOTED, "gate", 1, Map.of());
    assertThat(run().ended()).isTrue();
  }

  @Test
  void nextRun_clearsTheCurves_andTheEndedOneIsOfThePast() {
    tell("a", RunState.WORKING, "search", 1, Map.of("loss", 2.0), edge(0.5));
    tell("a", RunState.KEPT, "gate", 1, Map.of());
    tell("b", RunState.STARTED, "load", 0, Map.of());

    assertThat(searches.view().past())
        .extracting(SearchBoard.Ended::runId, SearchBoard.Ended::state)
        .containsExactly(tuple("a", "kept"));
    assertThat(curves.view().runId()).isEqualTo("b");
    assertThat(curves.view().edges()).isEmpty();
  }

  @Test
  void runThatStartsAgainAfterAKill_beginsAnew() {
    tell("a", RunState.WORKING, "search", 1, Map.of("loss", 2.0), edge(0.5));
    tell("a", RunState.STARTED, "load", 0, Map.of());
    tell("a", RunState.WORKING, "search", 1, Map.of("loss", 2.0), edge(0.5));

    assertThat(searches.view().past()).isEmpty();
    assertThat(curves.view().epochs()).containsExactly(1.0);
    assertThat(run().startedAt()).isEqualTo(2_000);
  }

  @Test
  void edges_growPointByPoint_inStep_withHolesWhereAnEdgeWasNotTold() {
    tell("a", RunState.WORKING, "search", 1, Map.of(), edge(0.25));
    tell("a", RunState.WORKING, "search", 2, Map.of(), other());
    tell("a", RunState.WORKING, "search", 3, Map.of(), edge(0.75), other());

    assertThat(curves.view().epochs()).containsExactly(1.0, 2.0, 3.0);
    CurveBoard.Edge first = curves.view().edges().get(0);
    assertThat(first.weights().get("conv")).containsExactly(0.25, null, 0.75);
    assertThat(first.weights().get("skip")).containsExactly(0.75, null, 0.25);
    assertThat(first.gate()).containsExactly(0.9, null, 0.9);
    assertThat(curves.view().edges().get(1).gate()).containsExactly(null, 0.1, 0.1);
  }

  @Test
  void curves_keepTheirShapeInBoundedRoom_andStayInStep() {
    for (int epoch = 0; epoch < 5_000; epoch++) {
      tell("a", RunState.WORKING, "search", epoch, Map.of("loss", 1.0), edge(epoch / 5_000.0));
    }

    CurveBoard.View view = curves.view();
    List<Double> conv = requireNonNull(view.edges().get(0).weights().get("conv"));
    assertThat(view.epochs()).hasSameSizeAs(conv).hasSizeBetween(100, Series.MOST);
    for (int i = 0; i < conv.size(); i++) {
      assertThat(conv.get(i)).isEqualTo(view.epochs().get(i) / 5_000.0);
    }
    assertThat(view.epochs().get(0)).isZero();
    assertThat(view.epochs().get(conv.size() - 1)).isGreaterThan(4_900);
    assertThat(requireNonNull(view.measures().get("loss")).steps()).hasSizeLessThan(Series.MOST);
  }

  @Test
  void decisions_areNewestFirst_andBounded() {
    for (int i = 0; i < SearchBoard.DECISIONS + 4; i++) {
      searches.decided(
          new SearchDecision(
              "q" + i,
              Trigger.LABELS,
              Decision.REFUSE,
              "12 new labels, 200 are wanted",
              "policy",
              null,
              null,
              null,
              null,
              0L,
              0L));
    }
    assertThat(searches.view().decisions())
        .hasSize(SearchBoard.DECISIONS)
        .extracting(SearchBoard.Decision::requestId)
        .startsWith("q23")
        .endsWith("q4");
  }

  private void tell(
      String run,
      RunState state,
      String phase,
      int done,
      Map<String, Double> values,
      EdgeWeights... edges) {
    seconds++;
    SearchProgress progress =
        new SearchProgress(
            run, state, phase, done, 10, values, List.of(edges), null, "", 1_000_000 * seconds);
    searches.progressed(progress);
    curves.progressed(progress);
  }

  private SearchBoard.Run run() {
    return requireNonNull(searches.view().run());
  }

  private static EdgeWeights edge(double conv) {
    return new EdgeWeights("normal", 0, 2, 0.9, Map.of("conv", conv, "skip", 1 - conv));
  }

  private static EdgeWeights other() {
    return new EdgeWeights("normal", 1, 2, 0.1, Map.of("conv", 1.0));
  }
}
