package dev.argand.inference;

import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The stored audio of one session: which chunks there are, when they were captured, and the newest
 * one, which is stored only after its windows have been forwarded.
 *
 * <p>Chunks are contiguous. Each is written at most once and then deleted once; one that nothing
 * will need is never written.
 */
final class ChunkJournal {
  private final KeyValueStore<ChunkKey, Chunk> store;
  private final Consumer<ChunkKey> deleted;
  private final String sourceId;
  private final String sessionId;
  private final ArrayDeque<Span> spans = new ArrayDeque<>();
  private @Nullable Chunk pending;

  /** Where a chunk lies in samples and in time. */
  private record Span(long firstSample, long endSample, long startMicros, long endMicros) {
    static Span of(long firstSample, Chunk chunk) {
      return new Span(
          firstSample, firstSample + chunk.sampleFrames(), chunk.startMicros(), chunk.endMicros());
    }
  }

  /** Receives a stored chunk. */
  interface ChunkConsumer {
    void accept(long firstSample, Chunk chunk);
  }

  /**
   * The journal of a session, with what the store holds of the contiguous audio before its next
   * sample. What the store holds before that is superfluous; what it holds after that is held, see
   * {@link HeldFrames}.
   *
   * @param deleted takes what nothing needs any more, and deletes it now or later
   */
  ChunkJournal(
      KeyValueStore<ChunkKey, Chunk> store,
      Consumer<ChunkKey> deleted,
      String sourceId,
      String sessionId,
      long segmentStart,
      long nextSample) {
    this.store = store;
    this.deleted = deleted;
    this.sourceId = sourceId;
    this.sessionId = sessionId;
    replay(
        0,
        nextSample,
        (firstSample, chunk) -> {
          if (firstSample >= segmentStart) {
            spans.add(Span.of(firstSample, chunk));
          } else {
            deleted.accept(key(firstSample));
          }
        });
  }

  /** First sample that is held, or {@code otherwise} when there is none. */
  long firstSample(long otherwise) {
    Span first = spans.peekFirst();
    return first == null ? otherwise : first.firstSample();
  }

  /** Announces the newest chunk: it counts for the clock at once, and is stored by settle. */
  void expect(long firstSample, Chunk chunk) {
    spans.addLast(Span.of(firstSample, chunk));
    pending = chunk;
  }

  /** Stores the newest chunk if it is needed, and deletes each that ends at or before a sample. */
  void settle(long neededFrom) {
    Chunk newest = pending;
    pending = null;
    while (!spans.isEmpty() && spans.getFirst().endSample() <= neededFrom) {
      Span passed = spans.removeFirst();
      boolean stored = newest == null || !spans.isEmpty();
      if (stored) {
        deleted.accept(key(passed.firstSample()));
      } else {
        newest = null;
      }
    }
    if (newest != null) {
      store.put(key(spans.getLast().firstSample()), newest);
    }
  }

  /** Deletes everything. */
  void clear() {
    settle(Long.MAX_VALUE);
  }

  /** Hands over the stored chunks that hold a sample or later ones and begin before an end. */
  void replay(long fromSample, long endSample, ChunkConsumer consumer) {
    if (endSample == 0) {
      return;
    }
    try (KeyValueIterator<ChunkKey, Chunk> stored =
        store.range(ChunkKey.first(sourceId, sessionId), key(endSample - 1))) {
      while (stored.hasNext()) {
        KeyValue<ChunkKey, Chunk> entry = stored.next();
        long firstSample = entry.key.firstSample();
        if (firstSample + entry.value.sampleFrames() > fromSample) {
          consumer.accept(firstSample, entry.value);
        }
      }
    }
  }

  /**
   * UTC microseconds at a sample, interpolated between capture times: never less for a later
   * sample. A sample outside what is held counts as the nearest one inside.
   *
   * @throws IllegalStateException if nothing is held
   */
  long micros(long sample) {
    // Windows end near the newest chunk and begin near the oldest: either way few steps.
    Iterator<Span> newestFirst = spans.descendingIterator();
    Span span = null;
    while (newestFirst.hasNext()) {
      span = newestFirst.next();
      if (span.firstSample() <= sample) {
        break;
      }
    }
    if (span == null) {
      throw new IllegalStateException("no audio is held of " + sourceId + " " + sessionId);
    }
    long samples = span.endSample() - span.firstSample();
    long offset = Math.min(Math.max(sample - span.firstSample(), 0), samples);
    double elapsed = (double) (span.endMicros() - span.startMicros()) * offset / samples;
    return span.startMicros() + Math.round(elapsed);
  }

  private ChunkKey key(long firstSample) {
    return new ChunkKey(sourceId, sessionId, firstSample);
  }
}
