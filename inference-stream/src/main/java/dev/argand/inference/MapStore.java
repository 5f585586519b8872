package dev.argand.inference;

import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that lives as long as this object: what a replay keeps between two frames. */
final class MapStore<K, V> implements KeyValueStore<K, V> {
  private final String name;
  private final TreeMap<K, V> entries;

  MapStore(String name, Comparator<K> order) {
    this.name = name;
    this.entries = new TreeMap<>(order);
  }

  static MapStore<ChunkKey, Chunk> chunks() {
    return new MapStore<>(
        "chunks",
        Comparator.comparing(ChunkKey::sourceId)
            .thenComparing(ChunkKey::sessionId)
            .thenComparing(ChunkKey::firstSample));
  }

  @Override
  public void put(K key, @Nullable V value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return entries.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> all) {
    all.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public @Nullable V delete(K key) {
    return entries.remove(key);
  }

  @Override
  public @Nullable V get(K key) {
    return entries.get(key);
  }

  @Override
  public KeyValueIterator<K, V> range(K from, K to) {
    return new Entries<>(List.copyOf(entries.subMap(from, true, to, true).entrySet()).iterator());
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return new Entries<>(List.copyOf(entries.entrySet()).iterator());
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException(name + " belongs to no task");
  }

  @Override
  public void close() {
    entries.clear();
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** Entries as they were when it was asked for. */
  private static final class Entries<K, V> implements KeyValueIterator<K, V> {
    private final Iterator<Map.Entry<K, V>> all;
    private @Nullable KeyValue<K, V> next;

    Entries(Iterator<Map.Entry<K, V>> all) {
      this.all = all;
    }

    @Override
    public boolean hasNext() {
      return next != null || all.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
      KeyValue<K, V> entry = look();
      next = null;
      return entry;
    }

    @Override
    public K peekNextKey() {
      KeyValue<K, V> entry = look();
      next = entry;
      return entry.key;
    }

    @Override
    public void close() {}

    private KeyValue<K, V> look() {
      if (next != null) {
        return next;
      }
      Map.Entry<K, V> entry = all.next();
      return KeyValue.pair(entry.getKey(), entry.getValue());
    }
  }
}
