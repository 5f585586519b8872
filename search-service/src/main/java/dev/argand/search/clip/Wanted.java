package dev.argand.search.clip;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A stretch of a source's audio that is looked for. Confined to the cutter's thread. */
final class Wanted {
  /** Attempts that guess where to begin; the one after them begins with the log. */
  static final int GUESSES = 2;

  private final String id;
  private final String sourceId;
  private final @Nullable Long aboutMicros;
  private final Stretch stretch;
  private final @Nullable TopicPartition partition;
  private final long offset;

  /** How often the audio was looked for from too late on. */
  int attempt;

  /** When the end of the log was first reached without it; 0 before. */
  long waitingSinceNanos;

  /** Offset before which nothing of it lies, or -1 where that is not known. */
  long resumeOffset = -1;

  /** A newer one of the same id has come, or the partition is gone: nobody waits for it. */
  boolean cancelled;

  /** The samples, once the source's rate is known: at most those of the longest clip. */
  Stretch.@Nullable Samples samples;

  /** How many samples the whole stretch has, up to those of the longest clip. */
  long wholeSamples;

  /** What the clip is about, where that is only a part of the stretch: it must be in the clip. */
  Stretch.@Nullable Samples core;

  /**
   * A stretch that a record asks for.
   *
   * @param id of the clip
   * @param aboutMicros UTC microseconds of about its beginning, where that is known
   * @param partition of the record, null where there is none
   * @param offset of the record
   */
  Wanted(
      String id,
      String sourceId,
      @Nullable Long aboutMicros,
      Stretch stretch,
      @Nullable TopicPartition partition,
      long offset) {
    this.id = id;
    this.sourceId = sourceId;
    this.aboutMicros = aboutMicros;
    this.stretch = stretch;
    this.partition = partition;
    this.offset = offset;
  }

  String id() {
    return id;
  }

  String sourceId() {
    return sourceId;
  }

  @Nullable Long aboutMicros() {
    return aboutMicros;
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
