package dev.argand.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins the windows of one label into stretches, all windows at hand at once. What a stream must
 * say window by window is compared with it.
 *
 * <p>A stretch begins at the first window that admits and lies outside the cooldown, and takes
 * every following one that carries, until one starts more than the merge gap after its end or would
 * make it longer than allowed. The search goes on behind its last window. One below the least
 * length is dropped, and has no cooldown.
 */
public final class SmoothingOracle {
  private SmoothingOracle() {}

  /**
   * A window of one label, in samples.
   *
   * @param admits whether it may open a stretch
   * @param carries whether it goes on with one; true of each that admits
   */
  public record Window(long start, long end, float score, boolean admits, boolean carries) {}

  /** Lengths in samples; windows may overlap what was before only without any cooldown. */
  public record Rule(long min, long merge, long cooldown, long max) {}

  /**
   * A stretch of windows.
   *
   * @param first index of the first window
   * @param last index of the last window that carries it
   * @param windows how many carry it
   * @param peak their highest score
   * @param mean their mean score
   */
  public record Stretch(int first, int last, int windows, float peak, float mean) {}

  /** The stretches of windows that are ordered by start and by end. */
  public static List<Stretch> stretches(List<Window> windows, Rule rule) {
    List<Stretch> found = new ArrayList<>();
    long quietUntil = Long.MIN_VALUE;
    for (int first = 0; first < windows.size(); first++) {
      Window opening = windows.get(first);
      if (!opening.admits() || opening.start() < quietUntil) {
        continue;
      }
      Stretch stretch = from(windows, first, rule);
      long end = windows.get(stretch.last()).end();
      if (end - opening.start() >= rule.min()) {
        found.add(stretch);
        quietUntil = rule.cooldown() == 0 ? Long.MIN_VALUE : end + rule.cooldown();
      }
      first = stretch.last();
    }
    return found;
  }

  private static Stretch from(List<Window> windows, int first, Rule rule) {
    int last = first;
    List<Float> scores = new ArrayList<>(List.of(windows.get(first).score()));
    for (int next = first + 1; next < windows.size(); next++) {
      Window window = windows.get(next);
      if (window.start() > windows.get(last).end() + rule.merge()) {
        break;
      }
      if (!window.carries()) {
        continue;
      }
      if (window.end() - windows.get(first).start() > rule.max()) {
        break;
      }
      last = next;
      scores.add(window.score());
    }
    double sum = 0;
    float peak = 0;
    for (float score : scores) {
      sum += score;
      peak = Math.max(peak, score);
    }
    return new Stretch(first, last, scores.size(), peak, (float) (sum / scores.size()));
  }
}
