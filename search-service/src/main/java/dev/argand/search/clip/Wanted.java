package dev.argand.search.clip;

import dev.argand.schemas.avro.Label;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A label whose audio is looked for. Confined to the cutter's thread. */
final class Wanted {
  /** Attempts that guess where to begin; the one after them begins with the log. */
  static final int GUESSES = 2;

  private final Label label;
  private final Stretch stretch;
  private final @Nullable TopicPartition partition;
  private final long offset;

  /** How often the audio was looked for from too late on. */
  int attempt;

  /** When the end of the log was first reached without it; 0 before. */
  long waitingSinceNanos;

  /** Offset before which nothing of it lies, or -1 where that is not known. */
  long resumeOffset = -1;

  /** A newer label of the same id has come, or the partition is gone: nobody waits for it. */
  boolean cancelled;

  /** The samples, once the source's rate is known: at most those of the longest clip. */
  Stretch.@Nullable Samples samples;

  /** How many samples the whole stretch has, up to those of the longest clip. */
  long wholeSamples;

  Wanted(Label label, Stretch stretch, @Nullable TopicPartition partition, long offset) {
    this.label = label;
    this.stretch = stretch;
    this.partition = partition;
    this.offset = offset;
  }

  Label label() {
    return label;
  }

  Stretch stretch() {
    return stretch;
  }

  @Nullable TopicPartition partition() {
    return partition;
  }

  long offset() {
    return offset;
  }

  boolean lastAttempt() {
    return attempt >= GUESSES;
  }
}
