package dev.argand.search.train;

/** How a run comes to its architecture. */
public enum Method {
  /** DARTS. */
  DARTS,
  /** FairDARTS. */
  FAIR_DARTS,
  /** ForceDARTS. */
  FORCE_DARTS,
  /** No search: an architecture drawn at random from the space, as a control. */
  RANDOM
}
