package dev.argand.inference.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * Whole numbers in which both samples and microseconds of a window can be told exactly: the window
 * is [0, samples times microseconds), a sample lasts as many units as the window has microseconds,
 * and the other way round. The length is at most 1e17, so that 20 times it fits 64 bits.
 */
final class WindowScale {
  private final HeardWindow window;
  private final long micros;
  private final long length;

  WindowScale(HeardWindow window) {
    this.window = window;
    this.micros = window.endMicros() - window.startMicros();
    this.length = window.samples() * micros;
  }

  /** A label's interval in these units; null if it has nothing in common with the window. */
  @Nullable Span span(GivenLabel label) {
    if (!label.sourceId().equals(window.sourceId())) {
      return null;
    }
    if (label.extent() instanceof Extent.Samples in) {
      return in.sessionId().equals(window.sessionId())
          ? span(in.first(), in.end(), window.firstSample(), window.samples(), micros, label)
          : null;
    }
    if (label.extent() instanceof Extent.Utc in) {
      return in.sessionId() == null || in.sessionId().equals(window.sessionId())
          ? span(
              in.startMicros(),
              in.endMicros(),
              window.startMicros(),
              micros,
              window.samples(),
              label)
          : null;
    }
    return null;
  }

  /** Whether more than 5 % of the shorter is in both. */
  boolean touches(Span span) {
    return 20 * overlap(span) > shorter(span);
  }

  /** Whether at least 80 % of the shorter is in both. */
  boolean decides(Span span) {
    return 5 * overlap(span) >= 4 * shorter(span);
  }

  /** Whether at least 95 % of the window is in it. */
  boolean covers(Span span) {
    return 20 * overlap(span) >= 19 * length;
  }

  private @Nullable Span span(
      long start, long end, long windowStart, long windowLength, long scale, GivenLabel label) {
    if (end <= windowStart || start >= windowStart + windowLength) {
      return null;
    }
    // What lies more than a window's length outside changes nothing, and might not fit 64 bits.
    long from = Math.max(start - windowStart, -windowLength);
    long to = Math.min(end - windowStart, 2 * windowLength);
    return new Span(from * scale, to * scale, label);
  }

  private long overlap(Span span) {
    return Math.min(span.end(), length) - Math.max(span.start(), 0);
  }

  private long shorter(Span span) {
    return Math.min(length, span.end() - span.start());
  }
}
