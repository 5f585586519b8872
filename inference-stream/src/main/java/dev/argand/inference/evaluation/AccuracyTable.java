package dev.argand.inference.evaluation;

import dev.argand.schemas.avro.Evaluation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How right each model has been: the fold of {@code evaluations}, where a later record about a
 * window replaces the one before and a tombstone takes it away.
 *
 * <p>A window can change for 48 hours after it was heard. One whose record is 50 hours older than
 * the newest of its partition is final: it stays counted, and only its id is forgotten.
 * Thread-safe.
 */
public final class AccuracyTable {
  private static final long FINAL_AFTER_MS = Duration.ofHours(50).toMillis();

  private final Map<String, Tally> tallies = new HashMap<>();
  private final Map<Integer, Open> partitions = new HashMap<>();
  private long changes;

  /** Windows of a partition that may still change, the longest untouched first. */
  private static final class Open {
    private final Map<String, Judged> windows = new LinkedHashMap<>();
    private long newestMs = Long.MIN_VALUE;
  }

  /**
   * Takes the next record of a partition, in the order of its offsets.
   *
   * @param timestampMs the record's
   * @param windowId the record's key
   * @param evaluation null for a tombstone
   */
  public synchronized void fold(
      int partition, long timestampMs, String windowId, @Nullable Evaluation evaluation) {
    Open open = partitions.computeIfAbsent(partition, number -> new Open());
    Judged before = open.windows.remove(windowId);
    if (before != null) {
      tally(before.digest()).remove(before);
    }
    if (evaluation != null) {
      Judged now = Judged.of(evaluation, timestampMs);
      open.windows.put(windowId, now);
      tally(now.digest()).add(now, evaluation.getModelVersion());
    }
    changes++;
    open.newestMs = Math.max(open.newestMs, timestampMs);
    closeOld(open);
  }

  /** Forgets all: the records that were folded are gone. */
  synchronized void clear() {
    tallies.clear();
    partitions.clear();
    changes++;
  }

  /** Every model with a judged window, the newest version first: a copy. */
  public synchronized List<VersionAccuracy> snapshot() {
    List<VersionAccuracy> all = new ArrayList<>();
    tallies.forEach(
        (digest, tally) -> {
          if (!tally.isEmpty()) {
            all.add(tally.snapshot(digest));
          }
        });
    all.sort(
        Comparator.comparingInt(VersionAccuracy::version)
            .reversed()
            .thenComparing(VersionAccuracy::digest));
    return List.copyOf(all);
  }

  /** How many records were folded: tells whether a snapshot is still true. */
  public synchronized long changes() {
    return changes;
  }

  /** Windows whose id is remembered because they may still change. */
  synchronized int openWindows() {
    return partitions.values().stream().mapToInt(open -> open.windows.size()).sum();
  }

  private void closeOld(Open open) {
    Iterator<Judged> oldest = open.windows.values().iterator();
    while (oldest.hasNext()) {
      Judged judged = oldest.next();
      if (judged.timestampMs() >= open.newestMs - FINAL_AFTER_MS) {
        return;
      }
      oldest.remove();
      tally(judged.digest()).close(judged);
    }
  }

  private Tally tally(String digest) {
    return tallies.computeIfAbsent(digest, name -> new Tally());
  }
}
