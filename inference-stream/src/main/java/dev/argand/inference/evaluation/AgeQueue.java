package dev.argand.inference.evaluation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which labels and windows leave next, in the store of an {@link IntervalIndex}. Key: {@code 'e'},
 * kind, time of leaving (UTC milliseconds), id; value empty.
 */
final class AgeQueue {
  private static final byte KEY = 'e';
  private static final int ID_AT = 2 + Long.BYTES;

  /** So that one record never waits for many that leave. */
  private static final int MOST_AT_ONCE = 256;

  /** A search costs more than most records bring. */
  private static final long SEARCH_EVERY_MS = 1_000;

  private final KeyValueStore<Bytes, byte[]> store;

  /** Nothing is due before these: what has left is not searched again among its remains. */
  private final Map<RecordKind, Long> searched = new EnumMap<>(RecordKind.class);

  AgeQueue(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  void put(RecordKind kind, long leavesMs, String id) {
    store.put(key(kind, leavesMs, id), new byte[0]);
  }

  void remove(RecordKind kind, long leavesMs, String id) {
    store.delete(key(kind, leavesMs, id));
  }

  /**
   * Ids of some that left before a time, the first of them first; each must then be removed.
   * Searches only when time has moved by a second.
   */
  List<String> due(RecordKind kind, long beforeMs) {
    List<String> due = new ArrayList<>();
    long from = searched.getOrDefault(kind, 0L);
    if (beforeMs < from + SEARCH_EVERY_MS) {
      return due;
    }
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.range(key(kind, from, ""), key(kind, beforeMs, ""))) {
      while (entries.hasNext() && due.size() < MOST_AT_ONCE) {
        byte[] key = entries.next().key.get();
        due.add(new String(key, ID_AT, key.length - ID_AT, StandardCharsets.UTF_8));
      }
    }
    if (due.size() < MOST_AT_ONCE) {
      searched.put(kind, beforeMs);
    }
    return due;
  }

  private static Bytes key(RecordKind kind, long leavesMs, String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(ID_AT + utf8.length)
            .put(KEY)
            .put((byte) kind.code())
            .putLong(Math.max(0, leavesMs))
            .put(utf8)
            .array());
  }
}
