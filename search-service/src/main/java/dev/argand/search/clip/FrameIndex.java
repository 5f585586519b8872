package dev.argand.search.clip;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where in one partition of {@code audio.frames} a source's audio lies: an offset about every ten
 * seconds of audio, learned from what is read. It only says where to begin; whether that was early
 * enough is seen when reading.
 */
final class FrameIndex {
  private static final int SECONDS = 10;
  private static final int MOST_SOURCES = 2_000;
  private static final int MOST_PLACES = 10_000;

  private record Place(String sessionId, long sample) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int bySession = sessionId.compareTo(other.sessionId);
      return bySession != 0 ? bySession : Long.compare(sample, other.sample);
    }
  }

  private final Map<String, TreeMap<Place, Long>> offsets = new HashMap<>();

  void learn(String sourceId, String sessionId, long sample, int sampleRateHz, long offset) {
    if (offsets.size() >= MOST_SOURCES && !offsets.containsKey(sourceId)) {
      offsets.clear();
    }
    TreeMap<Place, Long> places = offsets.computeIfAbsent(sourceId, id -> new TreeMap<>());
    Map.Entry<Place, Long> seen = places.floorEntry(new Place(sessionId, Long.MAX_VALUE));
    boolean isNew = seen == null || !seen.getKey().sessionId().equals(sessionId);
    // From there on is found what begins a little later: frames behind this one may have come
    // before it.
    Place place = new Place(sessionId, isNew ? sample : sample + CutRule.lateSamples(sampleRateHz));
    Map.Entry<Place, Long> below = places.floorEntry(place);
    if (below != null
        && below.getKey().sessionId().equals(sessionId)
        && place.sample() - below.getKey().sample() < (long) SECONDS * sampleRateHz) {
      return;
    }
    places.put(place, offset);
    if (places.size() > MOST_PLACES) {
      places.pollFirstEntry();
    }
  }

  /** An offset from which on a sample of a session may be found; -1 if none is known. */
  long floor(String sourceId, String sessionId, long sample) {
    TreeMap<Place, Long> places = offsets.get(sourceId);
    Map.Entry<Place, Long> below =
        places == null ? null : places.floorEntry(new Place(sessionId, sample));
    return below != null && below.getKey().sessionId().equals(sessionId) ? below.getValue() : -1;
  }
}
