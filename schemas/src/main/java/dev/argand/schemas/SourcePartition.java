package dev.argand.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The partition of a source in every topic that is joined by source, also where the key is another:
 * what Kafka's default partitioner gives a record whose key is the sourceId.
 */
public final class SourcePartition {
  private SourcePartition() {}

  /**
   * The partition of a source.
   *
   * @throws IllegalArgumentException if there is no partition
   */
  public static int of(String sourceId, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions must be at least 1, were " + partitions);
    }
    byte[] key = sourceId.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
