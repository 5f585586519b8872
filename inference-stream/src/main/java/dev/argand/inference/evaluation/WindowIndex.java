package dev.argand.inference.evaluation;

import dev.argand.inference.evaluation.IntervalIndex.Page;
import dev.argand.inference.evaluation.IntervalIndex.Rest;
import java.util.List;

/** Finds the windows that a label may be about, by samples, by time and by name. */
final class WindowIndex {
  private static final String ANY_SESSION = "";

  private final IntervalIndex index;

  WindowIndex(IntervalIndex index) {
    this.index = index;
  }

  void put(HeardWindow window) {
    index.put(
        Axis.WINDOW_SAMPLES,
        window.sourceId(),
        window.sessionId(),
        window.firstSample(),
        window.firstSample() + window.samples(),
        window.windowId());
    index.put(
        Axis.WINDOW_UTC,
        window.sourceId(),
        ANY_SESSION,
        window.startMicros(),
        window.endMicros(),
        window.windowId());
  }

  void remove(HeardWindow window) {
    index.remove(
        Axis.WINDOW_SAMPLES,
        window.sourceId(),
        window.sessionId(),
        window.firstSample(),
        window.firstSample() + window.samples(),
        window.windowId());
    index.remove(
        Axis.WINDOW_UTC,
        window.sourceId(),
        ANY_SESSION,
        window.startMicros(),
        window.endMicros(),
        window.windowId());
  }

  /** Ids of the first windows, at most so many; one that is named may not be there. */
  Page touching(GivenLabel label, int most) {
    if (label.extent() instanceof Extent.OneWindow one) {
      return new Page(List.of(one.windowId()), null);
    }
    if (label.extent() instanceof Extent.Samples in) {
      return index.overlapping(
          Axis.WINDOW_SAMPLES, label.sourceId(), in.sessionId(), in.first(), in.end(), most);
    }
    Extent.Utc in = (Extent.Utc) label.extent();
    return index.overlapping(
        Axis.WINDOW_UTC, label.sourceId(), ANY_SESSION, in.startMicros(), in.endMicros(), most);
  }

  /** The next of them. */
  Page touching(Rest rest, int most) {
    return index.overlapping(rest, most);
  }
}
