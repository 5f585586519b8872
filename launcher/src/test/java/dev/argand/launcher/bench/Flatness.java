package dev.argand.launcher.bench;

import dev.argand.testkit.MemoryGrowth;
import java.util.List;

/**
 * What something that should stay level did, from samples at equal distances, the first quarter of
 * which is left out: then everything that is made once has been made.
 *
 * @param name what it is, with its unit
 * @param samples all of them
 * @param tolerance how much it may grow over all steps that count, over what it was in the middle
 * @param slack how much it may grow beside that, in the unit of the samples
 */
record Flatness(String name, List<Long> samples, double tolerance, long slack) {
  Flatness {
    if (samples.size() < 8) {
      throw new IllegalArgumentException("samples must be at least 8, were " + samples.size());
    }
    samples = List.copyOf(samples);
  }

  private List<Long> counted() {
    return samples.subList(samples.size() / 4, samples.size());
  }

  /** The median. */
  long median() {
    return counted().stream().sorted().toList().get(counted().size() / 2);
  }

  /** How much it grew from the first step that counts to the last. */
  double growth() {
    return MemoryGrowth.perStep(counted()) * (counted().size() - 1);
  }

  boolean isFlat() {
    return growth() <= tolerance * median() + slack;
  }

  @Override
  public String toString() {
    return "%s: median %d, first %d, last %d, growth %.1f of at most %.1f (%s)"
        .formatted(
            name,
            median(),
            counted().get(0),
            counted().get(counted().size() - 1),
            growth(),
            tolerance * median() + slack,
            isFlat() ? "flat" : "grows");
  }
}
