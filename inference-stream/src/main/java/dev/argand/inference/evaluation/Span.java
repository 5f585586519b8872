package dev.argand.inference.evaluation;

/**
 * A label's interval, or several of one label as one, in the units of a {@link WindowScale}.
 *
 * @param newest the newest label in it
 */
record Span(long start, long end, GivenLabel newest) {
  Span with(Span other) {
    return new Span(
        Math.min(start, other.start),
        Math.max(end, other.end),
        GivenLabel.BY_AGE.compare(newest, other.newest) < 0 ? other.newest : newest);
  }
}
