package dev.argand.inference.evaluation;

import dev.argand.inference.evaluation.IntervalIndex.Page;
import dev.argand.schemas.avro.Evaluation;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The labels and windows of a partition and what follows from them: whichever of a pair comes first
 * waits for the other, and each change judges again the windows that it touches.
 *
 * <p>Time is the newest record's of the partition, at most some minutes ahead of the clock. A label
 * counts for windows whose record is at most 48 hours older or younger than its own. So a window
 * stays 48 hours and a label 96, after which nothing that still counts can meet it; what comes more
 * than 48 hours late is dropped. What was sent of a window stands when the window leaves.
 *
 * <p>A label that touches more windows than {@value #MOST_AT_ONCE} stands at once, and the windows
 * beyond are judged by and by: a day's would take longer than a transaction may. A window is judged
 * by the labels that stand then, so when that happens changes nothing in the end. Not thread-safe.
 */
final class Desk {
  static final Duration KEPT = Duration.ofHours(48);
  private static final long KEPT_MS = KEPT.toMillis();

  /** Windows that a label has judged at once: two minutes of them, at the usual hop. */
  static final int MOST_AT_ONCE = 250;

  private final KeyValueStore<String, StoredWindow> windows;
  private final KeyValueStore<String, GivenLabel> labels;
  private final LabelIndex labelIndex;
  private final WindowIndex windowIndex;
  private final AgeQueue ages;
  private final RestQueue rests;
  private final EvaluationMetrics metrics;
  private final BiConsumer<String, @Nullable Evaluation> changed;

  /**
   * @param changed takes a window's id and what is to be said of it now, null for nothing
   */
  Desk(
      KeyValueStore<String, StoredWindow> windows,
      KeyValueStore<String, GivenLabel> labels,
      KeyValueStore<Bytes, byte[]> index,
      EvaluationMetrics metrics,
      BiConsumer<String, @Nullable Evaluation> changed) {
    this.windows = windows;
    this.labels = labels;
    this.labelIndex = new LabelIndex(new IntervalIndex(index));
    this.windowIndex = new WindowIndex(new IntervalIndex(index));
    this.ages = new AgeQueue(index);
    this.rests = new RestQueue(index);
    this.metrics = metrics;
    this.changed = changed;
  }

  /** Takes a recognition; a later one of the same window replaces it. */
  void heard(HeardWindow window, long nowMs) {
    expire(nowMs);
    if (window.timestampMs() < nowMs - KEPT_MS) {
      metrics.late(RecordKind.RECOGNITION);
      return;
    }
    StoredWindow before = windows.get(window.windowId());
    if (before != null) {
      unfile(before.window());
    }
    windowIndex.put(window);
    ages.put(RecordKind.RECOGNITION, window.timestampMs() + KEPT_MS, window.windowId());
    settle(before, window);
  }

  /** Takes a label in place of the one with its id; null withdraws that. */
  void labelled(String labelId, @Nullable GivenLabel label, long timestampMs, long nowMs) {
    expire(nowMs);
    if (timestampMs < nowMs - KEPT_MS) {
      metrics.late(RecordKind.LABEL);
      return;
    }
    GivenLabel before = labels.get(labelId);
    if (before != null) {
      forget(before);
    }
    if (label != null) {
      labels.put(labelId, label);
      labelIndex.put(label);
      ages.put(RecordKind.LABEL, label.timestampMs() + 2 * KEPT_MS, labelId);
      settleTouched(label);
    }
    if (before != null && (label == null || !isAboutTheSame(before, label))) {
      settleTouched(before);
    }
  }

  /** Judges on where labels left windows to be judged again: at most so many of them. */
  void settleRest(int most) {
    int left = most;
    Optional<RestQueue.Entry> entry = rests.oldest();
    while (left > 0 && entry.isPresent()) {
      Page page = windowIndex.touching(entry.get().rest(), left);
      settle(page);
      left -= page.ids().size();
      if (page.rest() == null) {
        rests.remove(entry.get());
        entry = rests.oldest();
      } else {
        rests.replace(new RestQueue.Entry(entry.get().number(), page.rest()));
        left = 0;
      }
    }
  }

  /** Some of them now, so that no record takes long, however many it touches. */
  private void settleTouched(GivenLabel label) {
    Page page = windowIndex.touching(label, MOST_AT_ONCE);
    settle(page);
    if (page.rest() != null) {
      rests.add(page.rest());
    }
  }

  private void settle(Page page) {
    for (String windowId : page.ids()) {
      StoredWindow window = windows.get(windowId);
      if (window != null) {
        settle(window, window.window());
      }
    }
  }

  private static boolean isAboutTheSame(GivenLabel one, GivenLabel other) {
    return one.sourceId().equals(other.sourceId()) && one.extent().equals(other.extent());
  }

  /** Judges a window, and says and stores what has changed. */
  private void settle(@Nullable StoredWindow before, HeardWindow window) {
    Set<GivenLabel> near = new LinkedHashSet<>();
    for (String labelId : labelIndex.touching(window)) {
      GivenLabel label = labels.get(labelId);
      if (label != null && Math.abs(label.timestampMs() - window.timestampMs()) <= KEPT_MS) {
        near.add(label);
      }
    }
    StoredWindow now = new StoredWindow(window, Judgement.of(window, near).orElse(null));
    if (now.equals(before)) {
      return;
    }
    windows.put(window.windowId(), now);
    Evaluation said = before == null ? null : before.evaluation();
    Evaluation saying = now.evaluation();
    if (!Objects.equals(said, saying)) {
      changed.accept(window.windowId(), saying);
    }
  }

  private void expire(long nowMs) {
    for (String windowId : ages.due(RecordKind.RECOGNITION, nowMs)) {
      StoredWindow leaving = windows.get(windowId);
      if (leaving != null) {
        forget(leaving.window());
        metrics.expired(RecordKind.RECOGNITION);
      }
    }
    for (String labelId : ages.due(RecordKind.LABEL, nowMs)) {
      GivenLabel leaving = labels.get(labelId);
      if (leaving != null) {
        forget(leaving);
        metrics.expired(RecordKind.LABEL);
      }
    }
  }

  private void forget(HeardWindow window) {
    windows.delete(window.windowId());
    unfile(window);
  }

  private void unfile(HeardWindow window) {
    windowIndex.remove(window);
    ages.remove(RecordKind.RECOGNITION, window.timestampMs() + KEPT_MS, window.windowId());
  }

  private void forget(GivenLabel label) {
    labels.delete(label.labelId());
    labelIndex.remove(label);
    ages.remove(RecordKind.LABEL, label.timestampMs() + 2 * KEPT_MS, label.labelId());
  }
}
