package dev.argand.inference.state;

import org.jspecify.annotations.Nullable;

/**
 * What a source's head says beside where the source stands when records may be heard again: after
 * which record that was, and how everything stood after the last record before the newest known
 * commit.
 *
 * @param offset of the last record that changed the head
 * @param events the sounds after that record
 * @param baseHead the head to go back to, itself without a mark; null where the source had not been
 *     heard
 * @param baseEvents the sounds to go back to
 */
public record Mark(
    long offset,
    @Nullable SourceEvents events,
    @Nullable Head baseHead,
    @Nullable SourceEvents baseEvents) {
  public Mark {
    if (offset < 0) {
      throw new IllegalArgumentException("offset must not be negative, was " + offset);
    }
    if (baseHead != null && baseHead.mark() != null) {
      throw new IllegalArgumentException("the head to go back to must have no mark");
    }
  }
}
