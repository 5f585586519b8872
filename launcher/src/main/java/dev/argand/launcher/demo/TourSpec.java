package dev.argand.launcher.demo;

import java.time.Duration;

/**
 * What a tour is to do.
 *
 * @param data what {@link dev.argand.search.data.DataSets#open} takes
 * @param profile of the search
 * @param seed of the search and of the live scenes
 * @param live length of the live stretch
 * @param secondAct whether the second act follows
 */
public record TourSpec(String data, String profile, long seed, Duration live, boolean secondAct) {
  private static final Duration SHORTEST = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofMinutes(30);

  public TourSpec {
    if (live.compareTo(SHORTEST) < 0 || live.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the live stretch must be %d to %d seconds, was %d"
              .formatted(SHORTEST.toSeconds(), LONGEST.toSeconds(), live.toSeconds()));
    }
  }
}
