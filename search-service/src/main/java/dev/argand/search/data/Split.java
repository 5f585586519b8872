package dev.argand.search.data;

/** What a group is used for, once and for ever. */
public enum Split {
  /** Weights and architectures are learned from these. */
  TRAIN,
  /** Thresholds, stopping and the choice among models are made on these. */
  VALIDATION,
  /** Only the final figure comes from these. */
  TEST
}
