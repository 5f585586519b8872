package dev.argand.signal;

import java.util.random.RandomGenerator;

/**
 * A counter-based random generator: the i-th number is a pure function of a key and i.
 *
 * <p>The key is derived from a seed and a path of names or numbers (epoch, step, use), so that any
 * draw of a run can be made again without replaying the draws before it, and a resumed run equals
 * an uninterrupted one. Mixing is the SplitMix64 finaliser (Steele, Lea, Flood, "Fast splittable
 * pseudorandom number generators", 2014) applied to key + i times the golden gamma, with the
 * variant of Stafford's constants used there.
 *
 * <p>Not thread-safe: derive one generator a thread with {@link #at}.
 */
public final class CounterRandom implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;
  private long counter;

  private CounterRandom(long key) {
    this.key = key;
  }

  /** A generator for a seed; the same seed always gives the same numbers. */
  public static CounterRandom of(long seed) {
    return new CounterRandom(mix(seed + GOLDEN_GAMMA));
  }

  /** An independent generator for a numbered place below this one; this one does not advance. */
  public CounterRandom at(long place) {
    return new CounterRandom(mix(key ^ mix(place * GOLDEN_GAMMA + 0x632BE59BD9B4E019L)));
  }

  /** An independent generator for a named use below this one; this one does not advance. */
  public CounterRandom at(String use) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < use.length(); i++) {
      hash = (hash ^ use.charAt(i)) * 0x100000001B3L;
    }
    return at(hash);
  }

  @Override
  public long nextLong() {
    return mix(key + ++counter * GOLDEN_GAMMA);
  }

  /** Shuffles in place (Fisher and Yates). */
  public void shuffle(int[] items) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
