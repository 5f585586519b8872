package dev.argand.inference.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Finds the labels that may be about a window, by name, by samples and by time. */
final class LabelIndex {
  private static final String ANY_SESSION = "";

  private final IntervalIndex index;

  /** Where a label is filed. */
  private record Place(Axis axis, String scope, long start, long end) {
    static Place of(Extent extent) {
      if (extent instanceof Extent.OneWindow one) {
        return new Place(Axis.LABEL_NAMING, one.windowId(), 0, 1);
      }
      if (extent instanceof Extent.Samples in) {
        return new Place(Axis.LABEL_SAMPLES, in.sessionId(), in.first(), in.end());
      }
      Extent.Utc in = (Extent.Utc) extent;
      return new Place(Axis.LABEL_UTC, ANY_SESSION, in.startMicros(), in.endMicros());
    }
  }

  LabelIndex(IntervalIndex index) {
    this.index = index;
  }

  void put(GivenLabel label) {
    Place at = Place.of(label.extent());
    index.put(at.axis(), label.sourceId(), at.scope(), at.start(), at.end(), label.labelId());
  }

  void remove(GivenLabel label) {
    Place at = Place.of(label.extent());
    index.remove(at.axis(), label.sourceId(), at.scope(), at.start(), at.end(), label.labelId());
  }

  /** Ids of labels. */
  List<String> touching(HeardWindow window) {
    String source = window.sourceId();
    List<String> ids =
        new ArrayList<>(index.overlapping(Axis.LABEL_NAMING, source, window.windowId(), 0, 1));
    ids.addAll(
        index.overlapping(
            Axis.LABEL_SAMPLES,
            source,
            window.sessionId(),
            window.firstSample(),
            window.firstSample() + window.samples()));
    ids.addAll(
        index.overlapping(
            Axis.LABEL_UTC, source, ANY_SESSION, window.startMicros(), window.endMicros()));
    return ids;
  }
}
