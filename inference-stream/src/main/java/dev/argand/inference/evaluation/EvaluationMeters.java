package dev.argand.inference.evaluation;

import dev.argand.runtime.DeclaredMeter;

/**
 * Every meter of the evaluation: name, base unit, tags and what it says. Tags are bounded: the
 * newest 4 versions, 50 sources and 60 labels; the rest is {@code other}.
 */
public enum EvaluationMeters implements DeclaredMeter {
  /** Judged windows, a gauge: a label that is withdrawn takes windows away. */
  WINDOWS(
      "argand.evaluation.windows",
      "windows",
      "Windows that were judged, by what they should have been",
      "version",
      "label"),
  /** Accuracy of all. */
  ACCURACY("argand.evaluation.accuracy", "", "Share of judged windows that are right", "version"),
  /** Accuracy of the newest. */
  RECENT(
      "argand.evaluation.accuracy.recent",
      "",
      "Share of the last 200 judged windows, by start, that are right",
      "version"),
  /** Recall of a label. */
  RECALL(
      "argand.evaluation.label.recall",
      "",
      "Share of the windows that should have been a label that are right",
      "version",
      "label"),
  /** Accuracy on a source. */
  SOURCE_ACCURACY(
      "argand.evaluation.source.accuracy",
      "",
      "Share of a source's judged windows that are right",
      "version",
      "source"),
  /** Confusion. */
  CONFUSION(
      "argand.evaluation.confusion",
      "windows",
      "Judged windows by what they should have been and what was said",
      "version",
      "meant",
      "said"),
  /** Labels read, a counter. */
  LABELS("argand.evaluation.labels", "labels", "Labels read: new, revised and withdrawn"),
  /** Records that make no sense, a counter. */
  POISON(
      "argand.evaluation.poison",
      "records",
      "Labels, recognitions and evaluations that could not be used",
      "reason"),
  /** Arrived too late, a counter. */
  LATE(
      "argand.evaluation.late",
      "records",
      "Labels and recognitions dropped: they arrived more than 48 hours late",
      "kind"),
  /** Left the stores, a counter. */
  EXPIRED(
      "argand.evaluation.expired",
      "records",
      "Labels and recognitions that left the stores because of their age",
      "kind"),
  /** Evaluations under other, a counter. */
  OVERFLOW(
      "argand.evaluation.tags.overflow",
      "evaluations",
      "Evaluations whose source or label is counted as other because a tag's bound is reached");

  private final Facts facts;

  EvaluationMeters(String meterName, String baseUnit, String description, String... tagKeys) {
    this.facts = Facts.of(meterName, baseUnit, description, tagKeys);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
