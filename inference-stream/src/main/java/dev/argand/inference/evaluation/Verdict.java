package dev.argand.inference.evaluation;

/**
 * What a window should have been.
 *
 * @param labelId the label that decided
 * @param meant its label
 * @param labelledAtMicros UTC microseconds at which it was given
 */
record Verdict(String labelId, String meant, long labelledAtMicros) {
  static Verdict of(GivenLabel label) {
    return new Verdict(label.labelId(), label.label(), label.atMicros());
  }
}
