package dev.argand.console.board;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that are appended for ever in bounded room: when it is full, every second one goes, and
 * from then on only as many are kept. Series that are appended to in step stay in step. Not
 * thread-safe.
 */
final class Series {
  static final int MOST = 240;

  private final List<@Nullable Double> kept = new ArrayList<>();
  private int stride = 1;
  private long seen;

  /** Appends; what is not finite is shown as a hole. */
  void add(double value) {
    if (seen++ % stride != 0) {
      return;
    }
    kept.add(Double.isFinite(value) ? Math.round(1e4 * value) / 1e4 : null);
    if (kept.size() >= MOST) {
      for (int i = kept.size() - 1; i > 0; i--) {
        if (i % 2 == 1) {
          kept.remove(i);
        }
      }
      stride *= 2;
    }
  }

  /** A series in step with this one, holes so far. */
  Series holes() {
    Series series = new Series();
    for (long i = 0; i < seen; i++) {
      series.add(Double.NaN);
    }
    return series;
  }

  /** A copy; null is a hole. */
  List<@Nullable Double> values() {
    return Collections.unmodifiableList(new ArrayList<>(kept));
  }
}
