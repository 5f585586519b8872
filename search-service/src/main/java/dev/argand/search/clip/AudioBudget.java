package dev.argand.search.clip;

import dev.argand.signal.PcmFormat;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much audio the clips that are looked for may take in memory together: ten minutes of it, and
 * 256 MiB. A request does not say how many bytes a sample has: that is learned from the clips that
 * were cut of its source, and before the first of them is taken to be much. Clips that lie over
 * each other share their audio, so it is an upper bound. Not thread-safe.
 */
final class AudioBudget {
  private static final long MOST_MS = 600_000;
  private static final long MOST_BYTES = 256L << 20;

  /** 8 channels of 32 bits. */
  private static final int UNKNOWN_FRAME_BYTES = 32;

  private static final int MOST_SOURCES = 10_000;

  /** What one clip takes. */
  private record Share(long ms, long bytes) {}

  private final Map<String, Share> shares = new HashMap<>();
  private final Map<String, Integer> frameBytes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_SOURCES;
        }
      };

  private long ms;
  private long bytes;

  /** Whether no clip more may be looked for; it never is while none is. */
  boolean isFull() {
    return ms > MOST_MS || bytes > MOST_BYTES;
  }

  /**
   * A clip is looked for, in place of the one with its id.
   *
   * @param samples at most so many sample frames
   */
  void take(String clipId, String sourceId, long samples, int sampleRateHz) {
    release(clipId);
    Share share =
        new Share(
            1_000 * samples / sampleRateHz,
            samples * frameBytes.getOrDefault(sourceId, UNKNOWN_FRAME_BYTES));
    shares.put(clipId, share);
    ms += share.ms();
    bytes += share.bytes();
  }

  /** A clip is no longer looked for, if it was. */
  void release(String clipId) {
    Share share = shares.remove(clipId);
    if (share != null) {
      ms -= share.ms();
      bytes -= share.bytes();
    }
  }

  /** A source's audio has this format. */
  void learn(String sourceId, PcmFormat format) {
    frameBytes.put(sourceId, format.bytesPerSampleFrame());
  }
}
