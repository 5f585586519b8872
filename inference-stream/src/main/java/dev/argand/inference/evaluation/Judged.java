package dev.argand.inference.evaluation;

import dev.argand.schemas.avro.Evaluation;
import java.util.Comparator;

/** What the table must know of a judged window to count it and to take it away again. */
record Judged(
    String windowId,
    String digest,
    String sourceId,
    String meant,
    String said,
    long startMicros,
    long timestampMs) {

  /** By start; the id settles ties, so that every reader has the same order. */
  static final Comparator<Judged> BY_START =
      Comparator.comparingLong(Judged::startMicros).thenComparing(Judged::windowId);

  static Judged of(Evaluation evaluation, long timestampMs) {
    // Names recur in every window: one copy of each is enough.
    return new Judged(
        evaluation.getWindowId(),
        evaluation.getModelDigest().intern(),
        evaluation.getSourceId().intern(),
        evaluation.getMeant().intern(),
        evaluation.getSaid().intern(),
        evaluation.getStartTimeMicros(),
        timestampMs);
  }

  boolean right() {
    return meant.equals(said);
  }
}
