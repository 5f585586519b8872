package dev.argand.console.board;

import dev.argand.schemas.avro.Evaluation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each version was right, from evaluations: upserts and withdrawals by window.
 *
 * <p>The last {@value #WINDOWS} windows can still change their verdict; of older ones the count
 * stays, and a later change counts as a new window. The newest {@value #VERSIONS} versions are
 * kept. Not thread-safe.
 */
public final class AccuracyBoard {
  static final int WINDOWS = 20_000;
  static final int VERSIONS = 12;
  static final int RECENT = 200;

  /** Newest version first. */
  public record View(List<Version> versions) {}

  /**
   * One version.
   *
   * @param all over every judged window
   * @param recent over the last {@value #RECENT} by their start
   */
  public record Version(int version, String digest, Proportion all, Proportion recent) {}

  private record Verdict(String digest, boolean right, long startTimeMicros) {}

  private record At(long startTimeMicros, String windowId) implements Comparable<At> {
    @Override
    public int compareTo(At other) {
      return Comparator.comparingLong(At::startTimeMicros)
          .thenComparing(At::windowId)
          .compare(this, other);
    }
  }

  private static final class Tally {
    private final int version;
    private long n;
    private long right;

    /** Twice what is shown, so that withdrawals do not empty it at once. */
    private final TreeMap<At, Boolean> recent = new TreeMap<>();

    private Tally(int version) {
      this.version = version;
    }

    private void add(At at, boolean isRight) {
      n++;
      right += isRight ? 1 : 0;
      recent.put(at, isRight);
      if (recent.size() > 2 * RECENT) {
        recent.pollFirstEntry();
      }
    }

    private void remove(At at, boolean wasRight) {
      n--;
      right -= wasRight ? 1 : 0;
      recent.remove(at);
    }

    private Proportion recent() {
      List<Boolean> last = recent.descendingMap().values().stream().limit(RECENT).toList();
      return Proportion.of(last.stream().filter(isRight -> isRight).count(), last.size());
    }
  }

  private final Map<String, Verdict> verdicts = new LinkedHashMap<>();
  private final Map<String, Tally> tallies = new HashMap<>();

  /** Notes what a window was judged to be, in place of what it was before. */
  public void judged(Evaluation evaluation) {
    withdrawn(evaluation.getWindowId());
    boolean right = evaluation.getMeant().equals(evaluation.getSaid());
    String digest = evaluation.getModelDigest();
    Verdict verdict = new Verdict(digest, right, evaluation.getStartTimeMicros());
    verdicts.put(evaluation.getWindowId(), verdict);
    if (verdicts.size() > WINDOWS) {
      verdicts.remove(verdicts.keySet().iterator().next());
    }
    tallies
        .computeIfAbsent(digest, d -> new Tally(evaluation.getModelVersion()))
        .add(new At(verdict.startTimeMicros, evaluation.getWindowId()), right);
    if (tallies.size() > VERSIONS) {
      tallies.values().stream()
          .min(Comparator.comparingInt(tally -> tally.version))
          .ifPresent(oldest -> tallies.values().remove(oldest));
    }
  }

  /** Notes that a window is no longer judged. */
  public void withdrawn(String windowId) {
    Verdict verdict = verdicts.remove(windowId);
    Tally tally = verdict == null ? null : tallies.get(verdict.digest);
    if (verdict != null && tally != null) {
      tally.remove(new At(verdict.startTimeMicros, windowId), verdict.right);
    }
  }

  /** The versions that were judged. */
  public View view() {
    return new View(
        tallies.entrySet().stream()
            .filter(entry -> entry.getValue().n > 0)
            .map(entry -> version(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingInt(Version::version).reversed())
            .toList());
  }

  private static Version version(String digest, Tally tally) {
    return new Version(tally.version, digest, Proportion.of(tally.right, tally.n), tally.recent());
  }
}
