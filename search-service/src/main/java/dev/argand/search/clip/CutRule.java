package dev.argand.search.clip;

import java.time.Duration;

/**
 * How audio is cut.
 *
 * @param longest that no clip exceeds: a longer stretch is cut off there
 * @param leastShare part of the stretch that must be there in one piece; 0 takes any
 * @param held audio of a source that is kept while it is read, for who comes late
 */
record CutRule(Duration longest, double leastShare, Duration held) {
  private static final double MILLIS_PER_SECOND = 1_000;

  /** Clips of labels: many labels of the same audio come one after the other. */
  static final CutRule LABELS = new CutRule(Duration.ofSeconds(30), 0.8, Duration.ofSeconds(31));

  /** How much audio behind a hole may come before the hole counts as a gap. */
  private static final Duration LATE = Duration.ofSeconds(2);

  long longestSamples(int sampleRateHz) {
    return samples(longest, sampleRateHz);
  }

  long heldSamples(int sampleRateHz) {
    return samples(held, sampleRateHz);
  }

  static long lateSamples(int sampleRateHz) {
    return samples(LATE, sampleRateHz);
  }

  static long samples(Duration length, int sampleRateHz) {
    return Math.round(length.toMillis() / MILLIS_PER_SECOND * sampleRateHz);
  }
}
