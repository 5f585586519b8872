package dev.argand.inference.evaluation;

import dev.argand.inference.evaluation.IntervalIndex.Rest;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What labels that touch many windows left to be judged, the oldest first, in the store of an
 * {@link IntervalIndex}. Key: {@code 'q'}, number; value: start, end, key of the index with which
 * the search goes on.
 */
final class RestQueue {
  private static final byte KEY = 'q';
  private static final int NEXT_AT = 2 * Long.BYTES;

  private final KeyValueStore<Bytes, byte[]> store;

  /** A rest with its number. */
  record Entry(long number, Rest rest) {}

  RestQueue(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  void add(Rest rest) {
    long number = 0;
    try (KeyValueIterator<Bytes, byte[]> newestFirst =
        store.reverseRange(key(0), key(Long.MAX_VALUE))) {
      if (newestFirst.hasNext()) {
        number = number(newestFirst.next().key) + 1;
      }
    }
    replace(new Entry(number, rest));
  }

  Optional<Entry> oldest() {
    try (KeyValueIterator<Bytes, byte[]> oldestFirst = store.range(key(0), key(Long.MAX_VALUE))) {
      return oldestFirst.hasNext() ? Optional.of(entry(oldestFirst.next())) : Optional.empty();
    }
  }

  /** The rest of a number is now this. */
  void replace(Entry entry) {
    byte[] next = entry.rest().next().get();
    store.put(
        key(entry.number()),
        ByteBuffer.allocate(NEXT_AT + next.length)
            .putLong(entry.rest().start())
            .putLong(entry.rest().end())
            .put(next)
            .array());
  }

  void remove(Entry entry) {
    store.delete(key(entry.number()));
  }

  private static Entry entry(KeyValue<Bytes, byte[]> stored) {
    ByteBuffer value = ByteBuffer.wrap(stored.value);
    long start = value.getLong();
    long end = value.getLong();
    byte[] next = new byte[value.remaining()];
    value.get(next);
    return new Entry(number(stored.key), new Rest(start, end, Bytes.wrap(next)));
  }

  private static long number(Bytes key) {
    return ByteBuffer.wrap(key.get()).getLong(1);
  }

  private static Bytes key(long number) {
    return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES).put(KEY).putLong(number).array());
  }
}
