package dev.argand.inference;

import dev.argand.inference.state.NearMiss;
import dev.argand.schemas.avro.Recognition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ListIterator;
import java.util.function.Consumer;

/**
 * Peaks of one source that stayed close below their threshold, window by window.
 *
 * <p>Windows that miss narrowly and lie within the merge gap of each other are one run. It is over
 * when a window starts past the gap, and its highest window is told. A run whose label is accepted
 * within the gap was the beginning of a sound that was heard, and is forgotten.
 */
final class NearMisses {
  private final ClipRule rule;
  private final Consumer<NearMiss> told;
  private final List<NearMiss> runs = new ArrayList<>();
  private boolean changed;

  NearMisses(ClipRule rule, Collection<NearMiss> stored, Consumer<NearMiss> told) {
    this.rule = rule;
    this.told = told;
    runs.addAll(stored);
  }

  /**
   * Takes the next window.
   *
   * @param isHeard whether the window's label is being detected, or was a moment ago
   */
  void window(Recognition window, long mergeSamples, boolean isHeard) {
    finish(window.getFirstSampleIndex() - mergeSamples);
    if (window.getAccepted() || isHeard) {
      changed |= runs.removeIf(run -> run.label().equals(window.getLabel()));
    } else if (rule.nearlyAccepts(window)) {
      add(of(window));
    }
  }

  /** No later window can belong to what is there. */
  void finishAll() {
    finish(Long.MAX_VALUE);
  }

  /** The source has fallen silent, perhaps for ever: what is there is told as it stands. */
  void tell() {
    for (ListIterator<NearMiss> each = runs.listIterator(); each.hasNext(); ) {
      NearMiss run = each.next();
      if (!run.asked()) {
        told.accept(run);
        each.set(run.askedFor());
        changed = true;
      }
    }
  }

  /** Whether there is something that was not told. */
  boolean isOpen() {
    return isOpen(runs);
  }

  static boolean isOpen(Collection<NearMiss> runs) {
    return runs.stream().anyMatch(run -> !run.asked());
  }

  /** Whether {@link #runs} differ from what was given. */
  boolean isChanged() {
    return changed;
  }

  /** What to keep: at most one a label. */
  List<NearMiss> runs() {
    return List.copyOf(runs);
  }

  private void finish(long endedBefore) {
    for (ListIterator<NearMiss> each = runs.listIterator(); each.hasNext(); ) {
      NearMiss run = each.next();
      if (run.endSample() < endedBefore) {
        each.remove();
        changed = true;
        if (!run.asked()) {
          told.accept(run);
        }
      }
    }
  }

  private void add(NearMiss next) {
    changed = true;
    for (ListIterator<NearMiss> each = runs.listIterator(); each.hasNext(); ) {
      NearMiss run = each.next();
      if (run.label().equals(next.label())) {
        each.set(run.joined(next));
        return;
      }
    }
    runs.add(next);
  }

  private static NearMiss of(Recognition window) {
    long first = window.getFirstSampleIndex();
    long end = first + window.getSampleCount();
    long k = window.getWindowIndex();
    return new NearMiss(
        window.getLabel(),
        k,
        end,
        k,
        first,
        end,
        window.getStartTimeMicros(),
        window.getScore(),
        window.getThreshold(),
        window.getModelDigest(),
        window.getModelVersion(),
        window.getAliasGeneration(),
        false);
  }
}
