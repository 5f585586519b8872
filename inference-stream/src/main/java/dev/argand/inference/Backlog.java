package dev.argand.inference;

/** Whether audio waits to be heard. */
@FunctionalInterface
interface Backlog {
  /** No moment is known. */
  long NEVER = Long.MIN_VALUE;

  /**
   * The latest known moment, in milliseconds of the instance's steady clock, of which nothing waits
   * any more: every record of a partition of {@code audio.frames} that had arrived by then is heard
   * and committed, though later ones may wait. {@link #NEVER} if none is known. Asking makes it
   * find out again.
   */
  long emptyAtMillis(int partition);
}
