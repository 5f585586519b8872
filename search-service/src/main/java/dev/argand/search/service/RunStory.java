package dev.argand.search.service;

import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code search.progress} says of a run: the changes of its state, and its newest record. */
final class RunStory {
  private static final Set<RunState> ENDS =
      Set.of(RunState.PROMOTED, RunState.KEPT, RunState.FAILED);

  private final List<Long> starts = new ArrayList<>();
  private final List<SearchProgress> ends = new ArrayList<>();
  private SearchProgress newest;

  RunStory(SearchProgress first) {
    newest = first;
    add(first);
  }

  void add(SearchProgress progress) {
    newest = progress;
    if (progress.getState() == RunState.STARTED) {
      starts.add(progress.getAtMicros());
    } else if (isEnd(progress)) {
      ends.add(progress);
    }
  }

  static boolean isEnd(SearchProgress progress) {
    return ENDS.contains(progress.getState());
  }

  SearchProgress newest() {
    return newest;
  }

  /** The end of the run that a decision started. */
  Optional<SearchProgress> endAfter(SearchDecision start) {
    return ends.stream().filter(end -> end.getAtMicros() >= start.getAtMicros()).findFirst();
  }

  /** How often the run that a decision started was taken up. */
  int startsAfter(SearchDecision start) {
    return (int) starts.stream().filter(at -> at >= start.getAtMicros()).count();
  }

  /** The last end, if the run came to one by itself: its model was judged. */
  Optional<SearchProgress> judged() {
    return ends.stream().filter(end -> end.getState() != RunState.FAILED).findFirst();
  }
}
