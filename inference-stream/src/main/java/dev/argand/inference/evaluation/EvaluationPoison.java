package dev.argand.inference.evaluation;

import java.util.Locale;

/** Why a record cannot be used for evaluation: a bounded set, also a meter's tag. */
enum EvaluationPoison {
  /** A value of {@code labels} that is no Label of any released schema. */
  UNDECODABLE_LABEL,
  /** The key of a label is missing or differs from its labelId. */
  KEY_MISMATCH,
  /** The labelId or the source is empty or too long, or the label is blank. */
  BAD_IDENTITY,
  /** Neither a window nor a whole interval, or an interval that ends before it begins. */
  BAD_INTERVAL,
  /** A value of {@code recognitions} that is no usable Recognition. */
  BAD_RECOGNITION,
  /** A value of {@code evaluations} that is no Evaluation. */
  BAD_EVALUATION;

  /** As written in a tag: lower case with hyphens. */
  String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
