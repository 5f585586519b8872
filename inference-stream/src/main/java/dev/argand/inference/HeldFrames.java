package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Frames of one session that came before those that they follow on. They lie in the store of the
 * chunks, behind the next sample, where nothing that was heard can lie.
 */
final class HeldFrames {
  private static final double MICROS_PER_SECOND = 1e6;

  private final KeyValueStore<ChunkKey, Chunk> store;
  private final String sourceId;
  private final String sessionId;

  /** End sample by first sample. */
  private final TreeMap<Long, Long> spans = new TreeMap<>();

  /** What the store holds behind a sample. */
  HeldFrames(
      KeyValueStore<ChunkKey, Chunk> store, String sourceId, String sessionId, long nextSample) {
    this.store = store;
    this.sourceId = sourceId;
    this.sessionId = sessionId;
    try (KeyValueIterator<ChunkKey, Chunk> held =
        store.range(key(nextSample), ChunkKey.last(sourceId, sessionId))) {
      while (held.hasNext()) {
        KeyValue<ChunkKey, Chunk> entry = held.next();
        long first = entry.key.firstSample();
        spans.put(first, first + entry.value.sampleFrames());
      }
    }
  }

  /**
   * Holds a frame that is not empty.
   *
   * @return whether it says something that no other held frame says
   */
  boolean add(Frame frame) {
    Map.Entry<Long, Long> before = spans.floorEntry(frame.firstSample());
    if (before != null && before.getValue() >= frame.endSample()) {
      return false;
    }
    double spanned = frame.sampleFrames() * MICROS_PER_SECOND / frame.format().sampleRateHz();
    long start = Math.max(0, frame.captureMicros() - Math.round(spanned));
    store.put(
        key(frame.firstSample()),
        new Chunk(frame.format(), start, frame.captureMicros(), frame.pcm()));
    spans.put(frame.firstSample(), frame.endSample());
    return true;
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }

  int size() {
    return spans.size();
  }

  /** First sample of the first held frame. */
  long firstSample() {
    return spans.firstKey();
  }

  /** One past the last sample of the first held frame. */
  long firstEndSample() {
    return spans.firstEntry().getValue();
  }

  /** One past the last sample that is held, or {@code otherwise} when nothing is. */
  long endSample(long otherwise) {
    long end = otherwise;
    for (long each : spans.values()) {
      end = Math.max(end, each);
    }
    return end;
  }

  /** Takes the first held frame out. */
  Frame takeFirst() {
    Map.Entry<Long, Long> first = spans.pollFirstEntry();
    Chunk chunk = first == null ? null : store.delete(key(first.getKey()));
    if (first == null || chunk == null) {
      throw new NoSuchElementException("no frame is held of " + sourceId + " " + sessionId);
    }
    return new Frame(
        sourceId, sessionId, first.getKey(), chunk.format(), chunk.endMicros(), chunk.pcm(), false);
  }

  /** Gives up what is held. */
  void clear() {
    spans.keySet().forEach(first -> store.delete(key(first)));
    spans.clear();
  }

  private ChunkKey key(long firstSample) {
    return new ChunkKey(sourceId, sessionId, firstSample);
  }
}
