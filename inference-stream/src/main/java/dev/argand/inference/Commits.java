package dev.argand.inference;

/** What is known to be committed of {@code audio.frames}. */
@FunctionalInterface
interface Commits {
  /** Nothing is known of the partition. */
  long NOTHING = -1;

  /** Every record of a partition before this offset has been committed, at least. */
  long before(int partition);
}
