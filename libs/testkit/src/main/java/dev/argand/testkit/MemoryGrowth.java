package dev.argand.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How fast a process grows, from its memory after each of many equal steps: the median of the
 * slopes between all pairs of samples (Theil, 1950; Sen, 1968).
 *
 * <p>The median stays where it is until more than about a quarter of the samples have moved: an
 * allocator that takes a block once, or gives one back, does not count as growth, and a leak too
 * small to be seen from one step to the next does.
 */
public final class MemoryGrowth {
  private MemoryGrowth() {}

  /**
   * Growth per step, in the unit of the samples.
   *
   * @param samples memory after each step, equally spaced; at least 3
   */
  public static double perStep(List<Long> samples) {
    int n = samples.size();
    if (n < 3) {
      throw new IllegalArgumentException("samples must be at least 3, were " + n);
    }
    double[] slopes = new double[n * (n - 1) / 2];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[at++] = (double) (samples.get(j) - samples.get(i)) / (j - i);
      }
    }
    Arrays.sort(slopes);
    int middle = slopes.length / 2;
    return slopes.length % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
  }

  /**
   * Memory that this process itself holds, in KiB: resident pages that no file is behind, so that
   * what the kernel does with mapped libraries is left out. Linux only.
   */
  public static long anonymousKib() throws IOException {
    return anonymousKib(ProcessHandle.current());
  }

  /** The same of another process of this user's. */
  public static long anonymousKib(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException(status + " has no line RssAnon");
  }
}
