package dev.argand.launcher.bench;

import dev.argand.inference.Guarantee;
import dev.argand.network.ModelEngine;

/**
 * One way to run recognition that is measured.
 *
 * @param frameBytes PCM of a frame of 16 kHz mono, 16 bit: 640 are 20 ms, 3200 are 100 ms
 * @param threads stream threads
 * @param guarantee what the stream promises
 * @param engine what computes scores
 */
public record StreamCase(int frameBytes, int threads, Guarantee guarantee, ModelEngine engine) {
  static final int SAMPLE_RATE_HZ = 16_000;
  private static final int BYTES_PER_SAMPLE = 2;
  private static final int LONGEST_FRAME = 32_000;
  private static final int MOST_THREADS = 4;

  public StreamCase {
    if (frameBytes < 64 || frameBytes > LONGEST_FRAME || frameBytes % BYTES_PER_SAMPLE != 0) {
      throw new IllegalArgumentException(
          "frame bytes must be even and within [64, %d], were %d"
              .formatted(LONGEST_FRAME, frameBytes));
    }
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads must be within [1, %d], as many as there are partitions, were %d"
              .formatted(MOST_THREADS, threads));
    }
  }

  int frameSamples() {
    return frameBytes / BYTES_PER_SAMPLE;
  }

  long frameNanos() {
    return frameSamples() * 1_000_000_000L / SAMPLE_RATE_HZ;
  }
}
