package dev.argand.schemas;

import org.jspecify.annotations.Nullable;

/** Bytes of a topic that are not a record of the expected type. */
public final class WireFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes: a bounded set, fit for a meter's tag. */
  public enum Reason {
    /** No bytes at all: a tombstone or an empty value. */
    EMPTY,
    /** Shorter than the ten bytes of a header and a fingerprint. */
    TOO_SHORT,
    /** The first two bytes are not C3 01, the mark of Avro's single-object encoding. */
    BAD_HEADER,
    /** The fingerprint names no released schema of the record. */
    UNKNOWN_SCHEMA,
    /** The schema is known, but the body cannot be decoded with it. */
    MALFORMED_BODY,
    /** Bytes are left after the record. */
    TRAILING_BYTES
  }

  private final Reason reason;

  WireFormatException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the bytes were refused. */
  public Reason reason() {
    return reason;
  }
}
