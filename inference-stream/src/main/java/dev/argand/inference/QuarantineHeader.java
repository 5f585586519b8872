package dev.argand.inference;

import dev.argand.schemas.PoisonReason;

/**
 * Headers of a record in {@code audio.quarantine}, each UTF-8 text; key and value are as found
 * unless {@link #CUT} says otherwise.
 */
public enum QuarantineHeader {
  /** A {@link PoisonReason#tag}. */
  REASON("argand.reason"),
  /** What was expected and what came, for people. */
  DETAIL("argand.detail"),
  /** Topic that the record was read from. */
  TOPIC("argand.topic"),
  /** Its partition, decimal. */
  PARTITION("argand.partition"),
  /** Its offset, decimal. */
  OFFSET("argand.offset"),
  /** There only if key and value were cut: how long they were. */
  CUT("argand.cut");

  private final String key;

  QuarantineHeader(String key) {
    this.key = key;
  }

  /** The header's key. */
  public String key() {
    return key;
  }
}
