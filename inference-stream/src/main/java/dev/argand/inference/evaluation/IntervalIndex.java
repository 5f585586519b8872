package dev.argand.inference.evaluation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

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

  /**
   * A part of what was searched for.
   *
   * @param rest where the search goes on, null at its end
   */
  record Page(List<String> ids, @Nullable Rest rest) {}

  /**
   * The rest of a search for what has something in common with [start, end).
   *
   * @param next key with which it goes on: axis, source and scope are in it
   */
  record Rest(long start, long end, Bytes next) {}

  /** Ids of the intervals that have something in common with [start, end). */
  List<String> overlapping(Axis axis, String source, String scope, long start, long end) {
    return overlapping(axis, source, scope, start, end, Integer.MAX_VALUE).ids();
  }

  /** The first of them, in the order of their keys. */
  Page overlapping(Axis axis, String source, String scope, long start, long end, int most) {
    Bytes all = key(axis, source, scope, 0, 0, "");
    return page(new Rest(start, end, all), all.get().length, most);
  }

  /** The next of them. What was filed meanwhile before the place where it goes on is left out. */
  Page overlapping(Rest rest, int most) {
    ByteBuffer key = ByteBuffer.wrap(rest.next().get());
    key.position(1);
    for (int text = 0; text < 2; text++) {
      int length = Short.toUnsignedInt(key.getShort());
      key.position(key.position() + length);
    }
    return page(rest, key.position() + 1 + Long.BYTES, most);
  }

  /**
   * Goes on with a search.
   *
   * @param idAt where the ids begin in the keys of this axis, source and scope
   */
  private Page page(Rest search, int idAt, int most) {
    List<String> ids = new ArrayList<>();
    long classes = classes(search.next().get()[0]);
    for (int lengthClass = 0; lengthClass < CLASSES; lengthClass++) {
      if ((classes & 1L << lengthClass) != 0) {
        long from = Math.max(0, search.start() - longest(lengthClass) + 1);
        Bytes first = later(search.next(), at(search, idAt, lengthClass, from));
        Bytes last = at(search, idAt, lengthClass, search.end());
        Bytes next =
            first.compareTo(last) > 0
                ? null
                : collect(first, last, search.start(), idAt, ids, most);
        if (next != null) {
          return new Page(ids, new Rest(search.start(), search.end(), next));
        }
      }
    }
    return new Page(ids, null);
  }

  /** Adds ids until there are enough; the key of the next one then. */
  private @Nullable Bytes collect(
      Bytes first, Bytes last, long start, int idAt, List<String> ids, int most) {
    try (KeyValueIterator<Bytes, byte[]> found = store.range(first, last)) {
      while (found.hasNext()) {
        KeyValue<Bytes, byte[]> entry = found.next();
        byte[] key = entry.key.get();
        // The upper bound itself is no entry: an id is never empty.
        if (ByteBuffer.wrap(entry.value).getLong() > start) {
          if (ids.size() == most) {
            return entry.key;
          }
          ids.add(new String(key, idAt, key.length - idAt, StandardCharsets.UTF_8));
        }
      }
    }
    return null;
  }

  private static Bytes later(Bytes one, Bytes other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** A key of a search's axis, source and scope. */
  private static Bytes at(Rest search, int idAt, int lengthClass, long start) {
    ByteBuffer key = ByteBuffer.wrap(Arrays.copyOf(search.next().get(), idAt));
    key.position(idAt - Long.BYTES - 1);
    return Bytes.wrap(key.put((byte) lengthClass).putLong(start).array());
  }

  private long classes(Axis axis) {
    return classes(axis.code());
  }

  private long classes(byte axis) {
    byte[] bits = store.get(Bytes.wrap(new byte[] {CLASSES_KEY, axis}));
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
