package dev.argand.inference.evaluation;

import java.util.Comparator;

/**
 * A label that stands.
 *
 * @param label what is heard, {@link Judgement#BACKGROUND} for nothing of interest
 * @param atMicros UTC microseconds at which it was given
 * @param timestampMs of its record
 */
record GivenLabel(
    String labelId, String sourceId, Extent extent, String label, long atMicros, long timestampMs) {

  /** The newest last; the id settles ties, so that every reader has the same order. */
  static final Comparator<GivenLabel> BY_AGE =
      Comparator.comparingLong(GivenLabel::atMicros).thenComparing(GivenLabel::labelId);
}
