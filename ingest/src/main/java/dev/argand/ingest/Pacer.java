package dev.argand.ingest;

import java.util.function.LongSupplier;

/**
 * Holds a session back to its speed.
 *
 * <p>When a frame is due is computed from the index of its end and the session's start, never from
 * the frame before it, so that nothing adds up: a late frame is followed by ones in time. After a
 * stall it catches up as fast as it can.
 */
final class Pacer {
  /** A wait that can be cut short. */
  interface Wait {
    /**
     * Waits.
     *
     * @return true if the source is to stop, at once when that is known
     */
    boolean await(long nanos) throws InterruptedException;
  }

  private static final double NANOS_PER_SECOND = 1e9;

  private final double speed;
  private final LongSupplier nanoTime;
  private final Wait wait;
  private final long startNanos;

  /** A pacer whose session starts now. */
  Pacer(double speed, LongSupplier nanoTime, Wait wait) {
    requireSpeed(speed);
    this.speed = speed;
    this.nanoTime = nanoTime;
    this.wait = wait;
    this.startNanos = nanoTime.getAsLong();
  }

  static void requireSpeed(double speed) {
    if (!(speed >= 0 && speed <= 1e6)) {
      throw new IllegalArgumentException(
          "speed must be in [0, 1000000] (1 is real time, 0 as fast as possible), was " + speed);
    }
  }

  /**
   * Waits until a real source would have captured the sample before this index.
   *
   * @return true if the source is to stop
   */
  boolean awaitDue(long endSample, int sampleRateHz) throws InterruptedException {
    if (speed == 0) {
      return wait.await(0);
    }
    long due = (long) (NANOS_PER_SECOND * endSample / (sampleRateHz * speed));
    return wait.await(Math.max(0, due - (nanoTime.getAsLong() - startNanos)));
  }
}
