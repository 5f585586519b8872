package dev.argand.network;

import dev.argand.signal.Features;
import java.time.Duration;

/**
 * What a loaded model takes of this machine, measured on its goldens after they have been computed
 * several times: each window alone, and all together, three times each.
 *
 * <p>Both figures are the least that was seen: what else the machine does makes a model neither
 * slower nor larger.
 *
 * @param window wall time of one window alone
 * @param callBytes by how much the process grows at most while it computes all goldens together; 0
 *     where the operating system does not tell. What the allocator has kept of earlier calls, some
 *     tens of MiB at most, is not seen
 */
record LoadCost(Duration window, long callBytes) {
  private static final int REPEATS = 3;

  static LoadCost of(Recognizer recognizer, float[][] goldenWindows) {
    float[][] features = new float[goldenWindows.length][];
    for (int i = 0; i < features.length; i++) {
      features[i] = Features.window(recognizer.frontEnd(), goldenWindows[i]);
    }
    long nanos = Long.MAX_VALUE;
    long bytes = Long.MAX_VALUE;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (float[] one : features) {
        long begin = System.nanoTime();
        recognizer.scores(one);
        nanos = Math.min(nanos, System.nanoTime() - begin);
      }
      bytes = Math.min(bytes, MemoryPeak.bytesOf(() -> recognizer.scores(features)));
    }
    return new LoadCost(Duration.ofNanos(nanos), bytes);
  }
}
