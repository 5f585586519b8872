package dev.argand.search.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a model says of the same windows as another one: a shadow beside the champion, or a
 * challenger, or a champion that was not tried, beside the champion that hears its windows too.
 *
 * @param digest the model
 * @param others what it was compared with
 * @param windows of which both answers were found
 * @param otherwise how many of them the two say otherwise
 * @param low lower end of the 95 % interval of the share that is said otherwise
 * @param high upper end
 * @param pairs what the two said, the most frequent first
 * @param times first start and last end of the windows, where there are any
 */
public record Comparison(
    String digest,
    List<String> others,
    long windows,
    long otherwise,
    double low,
    double high,
    List<Pair> pairs,
    Optional<Span> times) {

  /** What is said of a window in which nothing is. */
  public static final String NOTHING = "";

  /**
   * What the two models said of so many windows: an accepted label each, or {@link #NOTHING}.
   *
   * @param other what the other said
   * @param model what the model said
   */
  public record Pair(String other, String model, long windows) {}

  /** From the first window on to the end of the last. */
  public record Span(Instant from, Instant until) {}

  public Comparison {
    others = List.copyOf(others);
    pairs = List.copyOf(pairs);
  }

  /** Share of the windows that is said otherwise; 0 of none. */
  public double share() {
    return windows == 0 ? 0 : (double) otherwise / windows;
  }
}
