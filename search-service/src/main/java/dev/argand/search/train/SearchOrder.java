package dev.argand.search.train;

/** How far ahead an architecture step looks. */
public enum SearchOrder {
  /** At the weights as they are. */
  FIRST,
  /** At the weights that the next weight step leaves, which depend on the architecture. */
  SECOND
}
