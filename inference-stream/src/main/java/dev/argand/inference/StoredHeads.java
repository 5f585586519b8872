package dev.argand.inference;

import dev.argand.inference.state.Head;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Heads in a task's store, each with the time at which its source was last heard. The time is the
 * timestamp of the changelog's record, which that has anyway: no byte of a value tells it.
 */
final class StoredHeads implements Heads {
  private final TimestampedKeyValueStore<String, Head> store;
  private final LastHeard lastHeard;

  /**
   * Heads over a store.
   *
   * @param lastHeard what is put with a head
   */
  StoredHeads(TimestampedKeyValueStore<String, Head> store, LastHeard lastHeard) {
    this.store = store;
    this.lastHeard = lastHeard;
  }

  @Override
  public @Nullable Head get(String sourceId) {
    return ValueAndTimestamp.getValueOrNull(store.get(sourceId));
  }

  @Override
  public void put(String sourceId, Head head) {
    store.put(sourceId, ValueAndTimestamp.make(head, lastHeard.atMillis(sourceId)));
  }

  @Override
  public @Nullable Head delete(String sourceId) {
    return ValueAndTimestamp.getValueOrNull(store.delete(sourceId));
  }

  @Override
  public void forEach(BiConsumer<String, Head> each) {
    try (KeyValueIterator<String, ValueAndTimestamp<Head>> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, ValueAndTimestamp<Head>> entry = all.next();
        each.accept(entry.key, entry.value.value());
      }
    }
  }

  /** Shows when each source was last heard, in milliseconds of the clock of whoever heard it. */
  void forEachTime(ObjLongConsumer<String> each) {
    try (KeyValueIterator<String, ValueAndTimestamp<Head>> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, ValueAndTimestamp<Head>> entry = all.next();
        each.accept(entry.key, entry.value.timestamp());
      }
    }
  }
}
