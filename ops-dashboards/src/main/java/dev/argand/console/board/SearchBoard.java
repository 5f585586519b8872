package dev.argand.console.board;

import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The search that runs or ran last, those before it, and what was decided about starting one. Not
 * thread-safe.
 */
public final class SearchBoard {
  static final int DECISIONS = 20;
  static final int RUNS = 10;
  static final int PHASES = 20;

  /**
   * What the page shows of searches.
   *
   * @param run the one that spoke last, if any did
   * @param past ended runs before it, newest first
   * @param decisions newest first
   */
  public record View(@Nullable Run run, List<Ended> past, List<Decision> decisions) {}

  /**
   * A run.
   *
   * @param state started, working, judging, promoted, kept or failed
   * @param done steps done of the phase
   * @param total steps of the phase, 0 when unknown
   * @param values last measured, by name
   * @param phases in their order
   */
  public record Run(
      String runId,
      String state,
      boolean ended,
      String phase,
      int done,
      int total,
      Map<String, Double> values,
      String message,
      @Nullable String modelDigest,
      long startedAt,
      long at,
      List<Phase> phases) {}

  /** A phase of a run and the time that it took or has taken so far. */
  public record Phase(String name, long startedAt, long at) {}

  /** A run that is over. */
  public record Ended(String runId, String state, String message, long at) {}

  /** A wish for a search and what became of it. */
  public record Decision(
      String requestId,
      String trigger,
      String decision,
      String reason,
      String who,
      @Nullable String runId,
      @Nullable String profile,
      long at) {}

  private final Deque<Decision> decisions = new ArrayDeque<>();
  private final Deque<Ended> past = new ArrayDeque<>();
  private @Nullable Run run;

  /** Notes a decision. */
  public void decided(SearchDecision decision) {
    decisions.addFirst(
        new Decision(
            decision.getRequestId(),
            lower(decision.getTrigger()),
            lower(decision.getDecision()),
            decision.getReason(),
            decision.getWho(),
            decision.getRunId(),
            decision.getProfile(),
            decision.getAtMicros() / 1_000));
    if (decisions.size() > DECISIONS) {
      decisions.removeLast();
    }
  }

  /** Notes how far a run is. A run that starts, be it for the second time, begins anew. */
  public void progressed(SearchProgress progress) {
    Run before = run;
    if (before != null && begins(progress, before.runId())) {
      if (before.ended()) {
        past.addFirst(new Ended(before.runId(), before.state(), before.message(), before.at()));
      }
      if (past.size() > RUNS) {
        past.removeLast();
      }
      before = null;
    }
    run = advanced(before, progress);
  }

  /** Whether the record is the first of a run other than the one that was followed. */
  static boolean begins(SearchProgress progress, String runId) {
    return progress.getState() == RunState.STARTED || !progress.getRunId().equals(runId);
  }

  /** Searches as they stand. */
  public View view() {
    return new View(run, List.copyOf(past), List.copyOf(decisions));
  }

  private static Run advanced(@Nullable Run before, SearchProgress progress) {
    long at = progress.getAtMicros() / 1_000;
    Map<String, Double> values = new TreeMap<>(before == null ? Map.of() : before.values());
    values.putAll(progress.getValues());
    values.values().removeIf(value -> !Double.isFinite(value));
    String digest = progress.getModelDigest();
    return new Run(
        progress.getRunId(),
        lower(progress.getState()),
        isEnd(progress.getState()),
        progress.getPhase(),
        progress.getDone(),
        progress.getTotal(),
        values,
        progress.getMessage().isEmpty() && before != null
            ? before.message()
            : progress.getMessage(),
        digest == null && before != null ? before.modelDigest() : digest,
        before == null ? at : before.startedAt(),
        at,
        phases(before == null ? List.of() : before.phases(), progress.getPhase(), at));
  }

  private static List<Phase> phases(List<Phase> before, String phase, long at) {
    List<Phase> phases = new ArrayList<>(before);
    int last = phases.size() - 1;
    if (last >= 0) {
      phases.set(last, new Phase(phases.get(last).name(), phases.get(last).startedAt(), at));
    }
    boolean isNew = last < 0 || !phases.get(last).name().equals(phase);
    if (isNew && !phase.isEmpty() && phases.size() < PHASES) {
      phases.add(new Phase(phase, at, at));
    }
    return List.copyOf(phases);
  }

  private static boolean isEnd(RunState state) {
    return switch (state) {
      case PROMOTED, KEPT, FAILED -> true;
      case UNKNOWN, STARTED, WORKING, JUDGING -> false;
    };
  }

  private static String lower(Enum<?> symbol) {
    return symbol.name().toLowerCase(Locale.ROOT);
  }
}
