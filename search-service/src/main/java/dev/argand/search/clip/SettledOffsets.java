package dev.argand.search.clip;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far records are settled, by partition: up to the first one that is not. */
final class SettledOffsets {
  private final Map<TopicPartition, TreeSet<Long>> open = new HashMap<>();
  private final Map<TopicPartition, Long> readTo = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  void read(TopicPartition partition, long offset) {
    readTo.put(partition, offset + 1);
    open.computeIfAbsent(partition, key -> new TreeSet<>()).add(offset);
  }

  void settled(TopicPartition partition, long offset) {
    TreeSet<Long> of = open.get(partition);
    if (of != null) {
      of.remove(offset);
    }
  }

  void forget(Collection<TopicPartition> partitions) {
    partitions.forEach(open::remove);
    partitions.forEach(readTo::remove);
    partitions.forEach(committed::remove);
  }

  /** What to commit, where that has changed since it was last asked for. */
  Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
    readTo.forEach(
        (partition, end) -> {
          TreeSet<Long> of = open.getOrDefault(partition, new TreeSet<>());
          long settledTo = of.isEmpty() ? end : of.first();
          Long before = committed.put(partition, settledTo);
          if (before == null || before != settledTo) {
            changed.put(partition, new OffsetAndMetadata(settledTo));
          }
        });
    return changed;
  }
}
