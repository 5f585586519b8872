package dev.argand.search.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.schemas.avro.Trigger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunStoryTest {
  @Test
  void endAfter_failedAndStartedAgain_hasNoEndYet() {
    RunStory story = new RunStory(at(10, RunState.STARTED));
    story.add(at(20, RunState.FAILED));
    SearchDecision first = start(10);
    SearchDecision second = start(21);
    assertThat(story.endAfter(first)).isPresent();
    assertThat(story.endAfter(second)).isEmpty();
    assertThat(story.startsAfter(second)).isZero();
    story.add(at(21, RunState.STARTED));
    story.add(at(22, RunState.STARTED));
    assertThat(story.startsAfter(second)).isEqualTo(2);
    story.add(at(30, RunState.KEPT));
    assertThat(story.endAfter(second)).map(SearchProgress::getState).contains(RunState.KEPT);
  }

  @Test
  void judged_onlyFailed_isNotJudged() {
    RunStory story = new RunStory(at(20, RunState.FAILED));
    assertThat(story.judged()).isEmpty();
    story.add(at(30, RunState.PROMOTED));
    story.add(at(40, RunState.FAILED));
    assertThat(story.judged()).map(SearchProgress::getAtMicros).contains(30L);
  }

  private static SearchDecision start(long at) {
    return SearchDecision.newBuilder()
        .setRequestId("q" + at)
        .setTrigger(Trigger.PERSON)
        .setDecision(Decision.START)
        .setReason("test")
        .setWho("test")
        .setRunId("r")
        .setAtMicros(at)
        .build();
  }

  private static SearchProgress at(long at, RunState state) {
    return SearchProgress.newBuilder()
        .setRunId("r")
        .setState(state)
        .setPhase("load")
        .setDone(0)
        .setTotal(0)
        .setValues(Map.of())
        .setEdges(List.of())
        .setAtMicros(at)
        .build();
  }
}
