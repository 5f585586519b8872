package dev.argand.search.trigger;

import dev.argand.schemas.Micros;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labelled windows of the newest few models, the newest of each: whether they were right. Upserts
 * by window id; bounded.
 */
final class ChampionWindows {
  private static final int MODELS = 4;

  /** Kept beyond those that are looked at, since a window can be taken back. */
  private static final int SPARE = 4;

  private record Place(long startMicros, String windowId) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = Long.compare(startMicros, other.startMicros);
      return order != 0 ? order : windowId.compareTo(other.windowId);
    }
  }

  private record Judged(boolean right, long labelledAtMicros) {}

  private record Where(String model, Place place) {}

  /** Share of windows that were right. */
  record Tally(int right, int n) {}

  private final int looked;
  private final Map<String, TreeMap<Place, Judged>> models = new LinkedHashMap<>(8, 0.75f, true);
  private final Map<String, Where> byWindow = new HashMap<>();

  ChampionWindows(int looked) {
    this.looked = looked;
  }

  void put(String windowId, String model, long startMicros, boolean right, long labelledAtMicros) {
    remove(windowId);
    TreeMap<Place, Judged> windows = models.computeIfAbsent(model, key -> new TreeMap<>());
    Place place = new Place(startMicros, windowId);
    windows.put(place, new Judged(right, labelledAtMicros));
    byWindow.put(windowId, new Where(model, place));
    if (windows.size() > SPARE * looked) {
      byWindow.remove(windows.pollFirstEntry().getKey().windowId());
    }
    if (models.size() > MODELS) {
      String oldest = models.keySet().iterator().next();
      TreeMap<Place, Judged> forgotten = models.remove(oldest);
      if (forgotten != null) {
        forgotten.keySet().forEach(gone -> byWindow.remove(gone.windowId()));
      }
    }
  }

  void remove(String windowId) {
    Where where = byWindow.remove(windowId);
    if (where != null) {
      TreeMap<Place, Judged> windows = models.get(where.model());
      if (windows != null) {
        windows.remove(where.place());
      }
    }
  }

  /** The newest windows of a model that were labelled after an instant. */
  Tally newest(String model, Instant after) {
    TreeMap<Place, Judged> windows = models.getOrDefault(model, new TreeMap<>());
    long afterMicros = after.equals(Instant.MIN) ? Long.MIN_VALUE : Micros.of(after);
    int n = 0;
    int right = 0;
    for (Judged judged : windows.descendingMap().values()) {
      if (judged.labelledAtMicros() > afterMicros) {
        n++;
        right += judged.right() ? 1 : 0;
        if (n == looked) {
          break;
        }
      }
    }
    return new Tally(right, n);
  }
}
