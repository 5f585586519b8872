package dev.argand.console.spectrum;

import dev.argand.signal.Stft;

/**
 * Columns of a scrolling spectrogram of one stream.
 *
 * <p>In: mono samples in any pieces. Out: columns of {@link #ROWS} bytes from low to high
 * frequency, row r covering (r, r + 1] / ROWS of half the rate. A byte is 255 for a full-scale sine
 * at a bin's centre (0 dB), falls by 2.55 a dB, and is 0 from -100 dB on. A column covers {@link
 * #columnSamples} new samples; it is the loudest of two transforms that overlap by half, and of the
 * bins of its row. The transform is 32 ms long, rounded to a power of two.
 *
 * <p>The columns do not depend on how the samples are cut into pieces. Not thread-safe.
 */
public final class Spectrogram {
  /** Bytes of a column. */
  public static final int ROWS = 128;

  private static final double FLOOR_DB = -100;
  private static final int SHORTEST = 2 * ROWS;
  private static final int LONGEST = 8_192;

  private final int fftLength;
  private final Stft stft;
  private final float[] spectrum;
  private final float[] held;
  private int length;

  /**
   * A spectrogram of a stream of the given rate.
   *
   * @throws IllegalArgumentException if the rate is below 1
   */
  public Spectrogram(int sampleRateHz) {
    if (sampleRateHz < 1) {
      throw new IllegalArgumentException("sampleRateHz must be at least 1, was " + sampleRateHz);
    }
    int wanted = (int) Math.round(0.032 * sampleRateHz);
    int power = 1 << (int) Math.round(Math.log(Math.max(1, wanted)) / Math.log(2));
    this.fftLength = Math.max(SHORTEST, Math.min(LONGEST, power));
    this.stft = new Stft(fftLength);
    this.spectrum = new float[stft.spectrumLength()];
    this.held = new float[fftLength + fftLength / 2];
  }

  /** New samples that each column adds: the transform's length. */
  public int columnSamples() {
    return fftLength;
  }

  /** Forgets the samples held, as at a gap: no column spans it. */
  public void reset() {
    length = 0;
  }

  /** Samples held back until they fill a column: 0 to 1.5 times {@link #columnSamples}. */
  public int heldSamples() {
    return length;
  }

  /** The columns that these samples complete, one after the other: [columns * ROWS]. */
  public byte[] push(float[] samples) {
    int columns = columnsOf(length + samples.length);
    byte[] out = new byte[columns * ROWS];
    int taken = 0;
    for (int c = 0; c < columns; c++) {
      int wanted = held.length - length;
      System.arraycopy(samples, taken, held, length, wanted);
      taken += wanted;
      column(out, c * ROWS);
      // The next column's first transform begins where this one's last would have continued.
      length = held.length - fftLength;
      System.arraycopy(held, fftLength, held, 0, length);
    }
    System.arraycopy(samples, taken, held, length, samples.length - taken);
    length += samples.length - taken;
    return out;
  }

  private int columnsOf(int available) {
    return available < held.length ? 0 : 1 + (available - held.length) / fftLength;
  }

  private void column(byte[] out, int at) {
    loudest(0, out, at);
    loudest(fftLength / 2, out, at);
  }

  private void loudest(int offset, byte[] out, int at) {
    stft.transform(held, offset, spectrum);
    int binsPerRow = (stft.bins() - 1) / ROWS;
    for (int row = 0; row < ROWS; row++) {
      double power = 0;
      for (int b = 1; b <= binsPerRow; b++) {
        int bin = row * binsPerRow + b;
        double re = spectrum[2 * bin];
        double im = spectrum[2 * bin + 1];
        power = Math.max(power, re * re + im * im);
      }
      int level = level(power);
      if (level > (out[at + row] & 0xFF)) {
        out[at + row] = (byte) level;
      }
    }
  }

  /** A full-scale sine has magnitude fftLength / 4 under Hann's window. */
  private int level(double power) {
    double reference = fftLength / 4.0;
    double decibels = 10 * Math.log10(Math.max(power / (reference * reference), 1e-12));
    return (int) Math.max(0, Math.min(255, Math.round((decibels - FLOOR_DB) * 2.55)));
  }
}
