package dev.argand.search.data;

import dev.argand.signal.Resampler;
import dev.argand.signal.UnsupportedRateException;
import java.io.IOException;
import java.util.LinkedHashMap;

/**
 * Clips decoded and resampled to one rate, kept until their samples exceed a number of bytes; the
 * ones used longest ago go first. Thread-safe; two threads may decode the same clip at once.
 *
 * <p>The arrays are shared: callers must not write to them.
 */
final class ClipCache {
  /** 256 MiB: more than an hour at 16 kHz. */
  static final long DEFAULT_MAX_BYTES = 256L << 20;

  /**
   * A clip at the cache's rate.
   *
   * @param level root mean square of all of it
   * @param activeLevel of the parts in which something sounds
   */
  record Sound(float[] samples, double level, double activeLevel) {}

  private final int sampleRateHz;
  private final long maxBytes;
  private final LinkedHashMap<String, Sound> sounds = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  ClipCache(int sampleRateHz, long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative, was " + maxBytes);
    }
    this.sampleRateHz = sampleRateHz;
    this.maxBytes = maxBytes;
  }

  int sampleRateHz() {
    return sampleRateHz;
  }

  Sound get(LabeledClip clip) throws IOException {
    synchronized (sounds) {
      Sound kept = sounds.get(clip.name());
      if (kept != null) {
        return kept;
      }
    }
    float[] samples = resampled(clip);
    Sound sound = new Sound(samples, Loudness.rms(samples), Loudness.active(samples, sampleRateHz));
    keep(clip.name(), sound);
    return sound;
  }

  private float[] resampled(LabeledClip clip) throws IOException {
    try {
      return Resampler.resample(clip.audio().load(), sampleRateHz).samples();
    } catch (UnsupportedRateException e) {
      throw new IOException(clip.name() + ": " + e.getMessage(), e);
    }
  }

  private void keep(String name, Sound sound) {
    synchronized (sounds) {
      Sound previous = sounds.put(name, sound);
      bytes += bytes(sound) - (previous == null ? 0 : bytes(previous));
      var eldest = sounds.values().iterator();
      while (bytes > maxBytes && eldest.hasNext()) {
        bytes -= bytes(eldest.next());
        eldest.remove();
      }
    }
  }

  long bytes() {
    synchronized (sounds) {
      return bytes;
    }
  }

  private static long bytes(Sound sound) {
    return 4L * sound.samples().length;
  }
}
