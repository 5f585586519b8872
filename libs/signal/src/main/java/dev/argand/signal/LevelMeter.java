package dev.argand.signal;

import java.util.Arrays;

/**
 * Measures the level of any stretch of a stream of mono samples, while it comes.
 *
 * <p>Samples are summed in blocks of 10 ms that begin at multiples of their length, so what is said
 * of a stretch depends on the samples alone, bit for bit: not on how they were cut, nor on where
 * the meter began. A stretch counts by the blocks that lie wholly inside it.
 *
 * <p>Holds what was not forgotten, about 3 kB a second of audio. Not thread-safe.
 */
public final class LevelMeter {
  private static final int BLOCKS_PER_SECOND = 100;

  /** At and above this a sample may be a clipped one. */
  private static final float FULL_SCALE = 0.999f;

  private final int blockSamples;

  /** Sums of block b, at b modulo the arrays' length, which is a power of two. */
  private float[] peak = new float[16];

  private int[] flat = new int[16];
  private double[] sum = new double[16];
  private double[] squares = new double[16];

  /** Whole blocks [firstBlock, endBlock) are held. */
  private long firstBlock;

  private long endBlock;
  private long nextSample;
  private boolean started;

  private float openPeak;
  private int openFlat;
  private double openSum;
  private double openSquares;
  private float previous;

  /** A meter for samples of a rate. */
  public LevelMeter(int sampleRateHz) {
    this.blockSamples = Math.max(1, sampleRateHz / BLOCKS_PER_SECOND);
  }

  /**
   * Takes samples. Those that are known already are skipped; where some are missing, the meter
   * begins anew.
   *
   * @param firstSampleIndex absolute index of {@code samples[0]}
   */
  public void push(long firstSampleIndex, float[] samples, int length) {
    if (!started || firstSampleIndex > nextSample) {
      begin(firstSampleIndex);
    }
    int from = (int) Math.min(length, nextSample - firstSampleIndex);
    for (int i = from; i < length; i++) {
      add(samples[i]);
    }
  }

  /** The level of samples [start, end), of which every block must have come and be held. */
  public Level level(long start, long end) {
    long from = -Math.floorDiv(-start, (long) blockSamples);
    long to = Math.floorDiv(end, (long) blockSamples);
    if (to <= from) {
      return Level.NONE;
    }
    if (from < firstBlock || to > endBlock) {
      throw new IllegalArgumentException(
          "samples [%d, %d) are held whole, were asked for [%d, %d)"
              .formatted(firstBlock * blockSamples, endBlock * blockSamples, start, end));
    }
    float highest = 0;
    long flats = 0;
    double total = 0;
    double energy = 0;
    for (long block = from; block < to; block++) {
      int at = at(block);
      highest = Math.max(highest, peak[at]);
      flats += flat[at];
      total += sum[at];
      energy += squares[at];
    }
    long count = (to - from) * blockSamples;
    double mean = total / count;
    double variance = Math.max(0, energy / count - mean * mean);
    return new Level(count, highest, mean, Math.sqrt(variance), (double) flats / count);
  }

  /** Forgets blocks that hold nothing from a sample on. */
  public void forgetBefore(long sample) {
    firstBlock = Math.max(firstBlock, Math.min(endBlock, Math.floorDiv(sample, blockSamples)));
  }

  private void begin(long sample) {
    started = true;
    firstBlock = -Math.floorDiv(-sample, (long) blockSamples);
    endBlock = firstBlock;
    nextSample = sample;
    clearOpen();
  }

  private void add(float sample) {
    long within = nextSample % blockSamples;
    nextSample++;
    if (nextSample <= firstBlock * blockSamples) {
      // Of a block whose beginning never came.
      return;
    }
    float magnitude = Math.abs(sample);
    openPeak = Math.max(openPeak, magnitude);
    // Never across blocks: what a block says must not depend on whether the one before came.
    if (within > 0 && magnitude >= FULL_SCALE && sample == previous) {
      openFlat++;
    }
    previous = sample;
    openSum += sample;
    openSquares += (double) sample * sample;
    if (within == blockSamples - 1) {
      close();
    }
  }

  private void close() {
    if (endBlock - firstBlock == peak.length) {
      grow();
    }
    int at = at(endBlock);
    peak[at] = openPeak;
    flat[at] = openFlat;
    sum[at] = openSum;
    squares[at] = openSquares;
    endBlock++;
    clearOpen();
  }

  private void clearOpen() {
    openPeak = 0;
    openFlat = 0;
    openSum = 0;
    openSquares = 0;
  }

  private void grow() {
    int old = peak.length;
    float[] oldPeak = peak;
    int[] oldFlat = flat;
    double[] oldSum = sum;
    double[] oldSquares = squares;
    peak = Arrays.copyOf(peak, 2 * old);
    flat = Arrays.copyOf(flat, 2 * old);
    sum = Arrays.copyOf(sum, 2 * old);
    squares = Arrays.copyOf(squares, 2 * old);
    for (long block = firstBlock; block < endBlock; block++) {
      int from = (int) (block & (old - 1));
      int to = at(block);
      peak[to] = oldPeak[from];
      flat[to] = oldFlat[from];
      sum[to] = oldSum[from];
      squares[to] = oldSquares[from];
    }
  }

  private int at(long block) {
    return (int) (block & (peak.length - 1));
  }
}
