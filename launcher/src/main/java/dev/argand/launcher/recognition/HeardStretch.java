package dev.argand.launcher.recognition;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of audio in which one label was accepted, window after window.
 *
 * @param label what was heard
 * @param start seconds from the clip's beginning
 * @param end seconds from the clip's beginning
 * @param score the highest score of its windows
 */
public record HeardStretch(String label, double start, double end, float score) {

  /** Accepted windows of one label that follow each other or overlap, joined. */
  public static List<HeardStretch> join(List<HeardWindow> windows, int sampleRateHz) {
    List<HeardStretch> stretches = new ArrayList<>();
    long lastIndex = Long.MIN_VALUE;
    for (HeardWindow window : windows) {
      if (!window.accepted()) {
        continue;
      }
      HeardStretch own =
          new HeardStretch(
              window.label(),
              (double) window.firstSample() / sampleRateHz,
              (double) window.endSample() / sampleRateHz,
              window.score());
      int last = stretches.size() - 1;
      boolean follows =
          window.index() == lastIndex + 1 && stretches.get(last).label().equals(window.label());
      if (follows) {
        stretches.set(last, stretches.get(last).joined(own));
      } else {
        stretches.add(own);
      }
      lastIndex = window.index();
    }
    return stretches;
  }

  private HeardStretch joined(HeardStretch next) {
    return new HeardStretch(label, start, next.end, Math.max(score, next.score));
  }
}
