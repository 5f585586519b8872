package dev.argand.ingest;

import java.util.Locale;

/** Why something went wrong: the values of the tag {@code reason} of {@code ingest.errors}. */
public enum IngestError {
  /** A file was left out, because it cannot be read. */
  UNREADABLE_FILE,
  /** A file ends before the length that it declares; what exists was played. */
  TRUNCATED_FILE,
  /** Kafka did not take a frame in time; it was sent again in a new session. */
  REDELIVERED,
  /** A source that plays in a loop found nothing to play; it looks again. */
  NOTHING_TO_PLAY,
  /** A source ended early. */
  SOURCE_FAILED;

  /** Value of the tag. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
