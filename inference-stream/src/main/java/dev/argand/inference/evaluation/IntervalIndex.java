package dev.argand.inference.evaluation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Finds intervals that overlap another, in a store whose keys are ordered by their unsigned bytes.
 *
 * <p>Intervals of one axis and scope are filed by the class of their length, powers of 8 of {@value
 * #SHORTEST} units, then by start. In a class whose longest is L, whatever overlaps [a, b) starts
 * in (a - L, b): so a search reads at most a few times what it finds, however long other intervals
 * are. The classes that an axis has ever used are remembered in the store, since each costs a
 * search.
 *
 * <p>Key: axis code, scope (16-bit lengths and texts), class, start, id. Value: end. The classes:
 * {@code 'c'}, axis code; value a bit for each.
 */
final class IntervalIndex {
  private static final long SHORTEST = 1_024;
  private static final int GROWTH_BITS = 3;
  private static final int CLASSES = 16;
  private static final byte CLASSES_KEY = 'c';

  private final KeyValueStore<Bytes, byte[]> store;

  IntervalIndex(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  void put(Axis axis, String source, String scope, long start, long end, String id) {
    int lengthClass = lengthClass(end - start);
    long classes = classes(axis);
    if ((classes & 1L << lengthClass) == 0) {
      store.put(classesKey(axis), int64(classes | 1L << lengthClass));
    }
    store.put(key(axis, source, scope, lengthClass, start, id), int64(end));
  }

  void remove(Axis axis, String source, String scope, long start, long end, String id) {
    store.delete(key(axis, source, scope, lengthClass(end - start), start, id));
  }

  /** Ids of the intervals that have something in common with [start, end). */
  List<String> overlapping(Axis axis, String source, String scope, long start, long end) {
    List<String> ids = new ArrayList<>();
    long classes = classes(axis);
    for (int lengthClass = 0; lengthClass < CLASSES; lengthClass++) {
      if ((classes & 1L << lengthClass) != 0) {
        long from = Math.max(0, start - longest(lengthClass) + 1);
        Bytes first = key(axis, source, scope, lengthClass, from, "");
        Bytes last = key(axis, source, scope, lengthClass, end, "");
        collect(first, last, start, ids);
      }
    }
    return ids;
  }

  private void collect(Bytes first, Bytes last, long start, List<String> ids) {
    int idAt = first.get().length;
    try (KeyValueIterator<Bytes, byte[]> found = store.range(first, last)) {
      while (found.hasNext()) {
        KeyValue<Bytes, byte[]> entry = found.next();
        byte[] key = entry.key.get();
        // The upper bound itself is no entry: an id is never empty.
        if (ByteBuffer.wrap(entry.value).getLong() > start) {
          ids.add(new String(key, idAt, key.length - idAt, StandardCharsets.UTF_8));
        }
      }
    }
  }

  private long classes(Axis axis) {
    byte[] bits = store.get(classesKey(axis));
    return bits == null ? 0 : ByteBuffer.wrap(bits).getLong();
  }

  private static Bytes classesKey(Axis axis) {
    return Bytes.wrap(new byte[] {CLASSES_KEY, axis.code()});
  }

  private static int lengthClass(long length) {
    int lengthClass = 0;
    while (lengthClass < CLASSES - 1 && length > longest(lengthClass)) {
      lengthClass++;
    }
    return lengthClass;
  }

  /** Of the last class, more than there are samples or microseconds. */
  private static long longest(int lengthClass) {
    return lengthClass == CLASSES - 1 ? Long.MAX_VALUE : SHORTEST << GROWTH_BITS * lengthClass;
  }

  private static Bytes key(
      Axis axis, String source, String scope, int lengthClass, long start, String id) {
    ByteArrayOutputStream key = new ByteArrayOutputStream(96);
    key.write(axis.code());
    text(key, source);
    text(key, scope);
    key.write(lengthClass);
    key.writeBytes(int64(start));
    key.writeBytes(id.getBytes(StandardCharsets.UTF_8));
    return Bytes.wrap(key.toByteArray());
  }

  private static void text(ByteArrayOutputStream key, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    key.write(utf8.length >> 8);
    key.write(utf8.length);
    key.writeBytes(utf8);
  }

  private static byte[] int64(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
