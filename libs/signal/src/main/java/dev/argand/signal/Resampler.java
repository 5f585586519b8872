package dev.argand.signal;

import java.util.Objects;

/**
 * Changes the sample rate of a stream with a linear-phase polyphase FIR filter.
 *
 * <p>Output m is centred exactly on source position m * fromHz / toHz and is a function of absolute
 * indices and samples alone, so that nothing accumulates, and any chunking and any restart give the
 * same bits. Audio before the segment's start, and after its end, counts as zero. With f the lower
 * of the two Nyquist frequencies the filter is flat up to 0.89 f and at least 80 dB down from f on;
 * see {@link PolyphaseKernel}. Equal rates copy samples and look neither back nor ahead.
 *
 * <p>Use: {@link #offer} source samples, then {@link #drain} outputs until it returns 0, and again.
 * Allocates nothing after construction. Not thread-safe.
 */
public final class Resampler {
  private static final int BLOCK_SAMPLES = 1024;

  private final PolyphaseKernel kernel;
  private final long segmentStart;
  private final float[] history;

  /** Absolute source index of history[0]. */
  private long base;

  private int count;
  private long nextOutput;

  /** A resampler from source sample 0 and output 0 on. */
  public Resampler(int fromHz, int toHz) {
    this(fromHz, toHz, 0, 0);
  }

  /**
   * A resampler that begins amid a stream.
   *
   * @param segmentStart absolute source index where audio begins; what is before counts as zero
   * @param firstOutput first output wanted; raised to the first one centred at or after
   *     segmentStart
   * @throws UnsupportedRateException if the ratio of the rates needs too large a filter
   */
  public Resampler(int fromHz, int toHz, long segmentStart, long firstOutput) {
    if (segmentStart < 0 || firstOutput < 0) {
      throw new IllegalArgumentException(
          "segmentStart and firstOutput must be at least 0, were %d and %d"
              .formatted(segmentStart, firstOutput));
    }
    this.kernel = PolyphaseKernel.of(fromHz, toHz);
    this.segmentStart = segmentStart;
    this.history = new float[kernel.taps + BLOCK_SAMPLES];
    this.nextOutput = Math.max(firstOutput, ceilDiv(segmentStart * kernel.up, kernel.down));
    this.base = firstTap(nextOutput);
    this.count = (int) Math.max(0, segmentStart - base); // zeros before the segment
  }

  /** Whether two rates can be converted with a filter of reasonable size. */
  public static boolean supports(int fromHz, int toHz) {
    return refusal(fromHz, toHz).isEmpty();
  }

  /** Why two rates cannot be converted, or an empty text when they can. */
  public static String refusal(int fromHz, int toHz) {
    return PolyphaseKernel.refusal(fromHz, toHz);
  }

  /**
   * A whole clip at another rate: every output centred before the clip's end, ceil(n * toHz /
   * fromHz) of them.
   */
  public static AudioClip resample(AudioClip clip, int toHz) {
    if (clip.sampleRateHz() == toHz) {
      return clip;
    }
    Resampler resampler = new Resampler(clip.sampleRateHz(), toHz);
    float[] in = clip.samples();
    long outputs = ceilDiv((long) in.length * toHz, clip.sampleRateHz());
    float[] out = new float[Math.toIntExact(outputs)];
    float[] silence = new float[BLOCK_SAMPLES];
    int written = 0;
    for (int consumed = 0; written < out.length; ) {
      consumed +=
          consumed < in.length
              ? resampler.offer(in, consumed, in.length - consumed)
              : resampler.offer(silence, 0, silence.length);
      written += resampler.drain(out, written, out.length - written);
    }
    return new AudioClip(out, toHz);
  }

  /** Absolute index of the next output. */
  public long nextOutput() {
    return nextOutput;
  }

  /** Absolute source index of the sample that {@link #offer} takes next. */
  public long nextSample() {
    return base + count;
  }

  /** Absolute source index before which no sample matters to the next output or any after it. */
  public long firstNeededSample() {
    return Math.max(segmentStart, firstTap(nextOutput));
  }

  /** The first source sample, at or after the segment's start, that an output weighs. */
  long firstNeededSample(long output) {
    return Math.max(segmentStart, firstTap(output));
  }

  /** Leaves out outputs before the given one; does nothing if it has passed already. */
  public void skipTo(long output) {
    nextOutput = Math.max(nextOutput, output);
  }

  /**
   * Takes source samples that follow those taken so far.
   *
   * @return how many were taken: all of them, unless outputs must be drained first
   */
  public int offer(float[] samples, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, samples.length);
    makeRoom(length);
    // Samples that a skip has made needless are taken and forgotten.
    int needless = count > 0 ? 0 : (int) Math.min(length, Math.max(0, firstTap(nextOutput) - base));
    base += needless;
    int taken = Math.min(length - needless, history.length - count);
    System.arraycopy(samples, offset + needless, history, count, taken);
    count += taken;
    return needless + taken;
  }

  /**
   * Writes the outputs that the samples taken so far complete.
   *
   * @param max most outputs to write
   * @return how many were written from {@code out[offset]} on
   */
  public int drain(float[] out, int offset, int max) {
    Objects.checkFromIndexSize(offset, max, out.length);
    int written = 0;
    for (; written < max; written++) {
      long first = firstTap(nextOutput);
      if (first + kernel.taps > base + count) {
        break;
      }
      int row = (int) (nextOutput * kernel.down % kernel.up) * kernel.taps;
      out[offset + written] = weigh((int) (first - base), row);
      nextOutput++;
    }
    return written;
  }

  private float weigh(int at, int row) {
    float[] h = kernel.coefficients;
    float[] x = history;
    int taps = kernel.taps;
    if (taps == 1) {
      return x[at];
    }
    // Four sums in a fixed order: independent for the processor, and always the same bits.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int t = 0; t < taps; t += 4) {
      a += h[row + t] * x[at + t];
      b += h[row + t + 1] * x[at + t + 1];
      c += h[row + t + 2] * x[at + t + 2];
      d += h[row + t + 3] * x[at + t + 3];
    }
    return (a + b) + (c + d);
  }

  private void makeRoom(int length) {
    if (length <= history.length - count) {
      return;
    }
    int needless = (int) Math.min(count, Math.max(0, firstTap(nextOutput) - base));
    System.arraycopy(history, needless, history, 0, count - needless);
    base += needless;
    count -= needless;
  }

  /** Source index of the first sample under the filter of an output; can be negative. */
  private long firstTap(long output) {
    return output * kernel.down / kernel.up - kernel.before;
  }

  private static long ceilDiv(long a, long b) {
    return -Math.floorDiv(-a, b);
  }
}
