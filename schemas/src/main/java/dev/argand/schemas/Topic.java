package dev.argand.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The topics between the services: names, partitions and settings.
 *
 * <p>Partition counts are fixed when a topic is created. Those of topics that are joined by
 * sourceId are equal. The byte limits nest: a frame fits {@code audio.frames}, and any refused
 * record fits {@code audio.quarantine} together with the headers that say why.
 */
public enum Topic {
  /**
   * {@code AudioFrame} by sourceId; kept for 24 hours. Its timestamps are the brokers': how long a
   * frame waits must not depend on the clock of the host that sent it.
   */
  AUDIO_FRAMES("audio.frames", 4, withBrokersClock(deleteAfter(Duration.ofHours(24), 1 << 20))),
  /** {@code Recognition} by sourceId; kept for seven days. */
  RECOGNITIONS("recognitions", 4, deleteAfter(Duration.ofDays(7), 1 << 20)),
  /** {@code ShedRange} by sourceId: windows that were given up; kept for seven days. */
  RECOGNITIONS_SHED("recognitions.shed", 4, deleteAfter(Duration.ofDays(7), 1 << 20)),
  /**
   * {@code Detection} by detectionId, in the partition of its source ({@link SourcePartition}); the
   * newest a detection is kept, for 30 days.
   */
  DETECTIONS(
      "detections",
      4,
      Map.of(
          "cleanup.policy",
          "compact,delete",
          "retention.ms",
          Long.toString(Duration.ofDays(30).toMillis()),
          "max.message.bytes",
          bytes(1 << 20))),
  /** {@code ModelAnnouncement} by digest; the newest a digest is kept for ever. */
  MODELS("models", 1, Map.of("cleanup.policy", "compact", "max.message.bytes", bytes(1 << 20))),
  /** {@code AliasEvent}: one log in one order, kept for ever. */
  MODEL_ALIASES("model.aliases", 1, keepForEver()),
  /** {@code ModelDeployment} by instanceId; the newest an instance is kept. */
  MODEL_DEPLOYMENTS(
      "model.deployments",
      1,
      Map.of("cleanup.policy", "compact", "max.message.bytes", bytes(1 << 20))),
  /**
   * {@code Label} by labelId, in the partition of its source ({@link SourcePartition}); the newest
   * a label is kept for ever.
   */
  LABELS("labels", 4, Map.of("cleanup.policy", "compact", "max.message.bytes", bytes(1 << 20))),
  /** {@code Evaluation} by windowId, in the partition of its source; the newest is kept. */
  EVALUATIONS(
      "evaluations", 4, Map.of("cleanup.policy", "compact", "max.message.bytes", bytes(1 << 20))),
  /** {@code ClipRequest} by sourceId: heard audio worth keeping; as long as the audio itself. */
  CLIPS_WANTED("clips.wanted", 4, deleteAfter(Duration.ofHours(24), 1 << 20)),
  /**
   * {@code ClipCut} by labelId, or by the id of an unlabelled clip; the newest is kept for ever.
   */
  CLIPS("clips", 1, Map.of("cleanup.policy", "compact", "max.message.bytes", bytes(1 << 20))),
  /** {@code SearchDecision} by requestId: what was decided and why, kept for ever. */
  SEARCH_REQUESTS("search.requests", 1, keepForEver()),
  /** {@code SearchProgress} by runId; kept for seven days. */
  SEARCH_PROGRESS("search.progress", 1, deleteAfter(Duration.ofDays(7), 1 << 20)),
  /** Bytes that were no record, as they came; kept for seven days. */
  AUDIO_QUARANTINE("audio.quarantine", 4, deleteAfter(Duration.ofDays(7), 2 << 20));

  /** Kafka's setting of whose clock a topic's timestamps are. */
  public static final String TIMESTAMP_TYPE = "message.timestamp.type";

  private final String baseName;
  private final int partitions;
  private final Map<String, String> configs;

  Topic(String baseName, int partitions, Map<String, String> configs) {
    this.baseName = baseName;
    this.partitions = partitions;
    this.configs = Map.copyOf(configs);
  }

  /** Full name under a prefix, which may be empty: {@code prefix + base name}. */
  public String topicName(String prefix) {
    return prefix + baseName;
  }

  /** How many partitions it is created with. */
  public int partitions() {
    return partitions;
  }

  /** Kafka topic settings by name. */
  public Map<String, String> configs() {
    return configs;
  }

  /**
   * The same settings with a cap on the bytes of all partitions together. Kafka deletes whole
   * closed segments, so segments are an eighth of a partition's share, and at least 1 MiB.
   *
   * @throws IllegalArgumentException if this topic may lose nothing, or the cap is below 16 MiB
   */
  public Map<String, String> configsCappedAt(long totalBytes) {
    if (!"delete".equals(configs.get("cleanup.policy"))
        || "-1".equals(configs.get("retention.ms"))) {
      throw new IllegalArgumentException(baseName + " keeps everything and cannot be capped");
    }
    if (totalBytes < 16L << 20) {
      throw new IllegalArgumentException(
          "a cap of at least 16777216 bytes was expected for %s, was %d"
              .formatted(baseName, totalBytes));
    }
    long share = totalBytes / partitions;
    Map<String, String> capped = new LinkedHashMap<>(configs);
    capped.put("retention.bytes", Long.toString(share));
    capped.put("segment.bytes", Long.toString(Math.max(1 << 20, Math.min(share / 8, 1 << 30))));
    return Map.copyOf(capped);
  }

  private static Map<String, String> deleteAfter(Duration age, int maxMessageBytes) {
    return Map.of(
        "cleanup.policy", "delete",
        "retention.ms", Long.toString(age.toMillis()),
        "max.message.bytes", bytes(maxMessageBytes));
  }

  private static Map<String, String> withBrokersClock(Map<String, String> configs) {
    Map<String, String> all = new LinkedHashMap<>(configs);
    all.put(TIMESTAMP_TYPE, "LogAppendTime");
    return all;
  }

  private static Map<String, String> keepForEver() {
    return Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1");
  }

  private static String bytes(int count) {
    return Integer.toString(count);
  }
}
