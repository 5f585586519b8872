package dev.argand.schemas;

import java.util.Locale;

/**
 * Why a record of {@code audio.frames} cannot be heard: a bounded set, in the headers of {@code
 * audio.quarantine} and a meter's tag.
 */
public enum PoisonReason {
  /** The value is no AudioFrame. */
  UNDECODABLE,
  /** It is encoded as a record should be, under a schema that this version does not know. */
  UNKNOWN_SCHEMA,
  /** The value is longer than any frame may be. */
  TOO_LARGE,
  /** There is no record key, or it differs from the frame's sourceId. */
  KEY_MISMATCH,
  /** The source or session id is empty, too long, or holds a character that it may not. */
  BAD_IDENTITY,
  /** The session's id says that it begins long after Kafka had this frame of it. */
  FUTURE_SESSION,
  /** The encoding is one that this version does not know. */
  UNKNOWN_ENCODING,
  /** The sample rate cannot be resampled, at all or to the champion's. */
  RATE_OUT_OF_RANGE,
  /** The channel count is outside what can be decoded. */
  CHANNELS_OUT_OF_RANGE,
  /** Rate, channels or encoding differ from those that the session began with. */
  FORMAT_CHANGED,
  /** No PCM, and it is not the end of a session. */
  EMPTY,
  /** The PCM ends within a sample frame. */
  PARTIAL_SAMPLE_FRAME,
  /** The PCM is longer in time than any frame may be. */
  TOO_LONG,
  /**
   * The sample index is negative, beyond what the clock can count, or ahead of the session's last
   * one by far more than has passed.
   */
  INDEX_OUT_OF_RANGE,
  /** The capture time is before 1970 or beyond the year 2200. */
  TIME_OUT_OF_RANGE,
  /** A sample is not a number, infinite, or a million times full scale. */
  UNUSABLE_SAMPLES,
  /** New audio of a session that had said it was over. */
  AFTER_END;

  /** As written in a header or tag: lower case with hyphens. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
