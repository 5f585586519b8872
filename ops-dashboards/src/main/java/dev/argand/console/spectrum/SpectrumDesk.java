package dev.argand.console.spectrum;

import dev.argand.schemas.avro.AudioFrame;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes the spectrogram of each source that somebody watches, and of no other. Thread-safe:
 * those who watch come and go while frames arrive.
 */
public final class SpectrumDesk {
  /**
   * Columns of a source, oldest first.
   *
   * @param end when the last column ends, milliseconds since 1970
   * @param gap the first column does not follow the one before
   * @param columns [n * rows], see {@link Spectrogram}
   */
  public record Columns(
      String source,
      int sampleRateHz,
      double columnSeconds,
      double end,
      boolean gap,
      int rows,
      byte[] columns) {}

  private static final class Watched {
    private int watchers;
    private String session = "";
    private long nextSample;
    private int sampleRateHz;
    private boolean gap = true;
    private @Nullable Spectrogram spectrogram;
  }

  private final Map<String, Watched> sources = new HashMap<>();

  /** Somebody begins to watch a source, which may not exist yet. */
  public synchronized void watch(String source) {
    sources.computeIfAbsent(source, id -> new Watched()).watchers++;
  }

  /** Somebody no longer watches a source. */
  public synchronized void leave(String source) {
    Watched watched = sources.get(source);
    if (watched != null && --watched.watchers == 0) {
      sources.remove(source);
    }
  }

  /** How many sources are watched. */
  public synchronized int watched() {
    return sources.size();
  }

  /** The columns that a frame completes, if somebody watches its source. */
  public synchronized Optional<Columns> frame(AudioFrame frame, float[] samples) {
    Watched watched = sources.get(frame.getSourceId());
    if (watched == null || frame.getSessionId().compareTo(watched.session) < 0) {
      return Optional.empty();
    }
    Spectrogram spectrogram = follow(watched, frame);
    long heard = Math.max(0, watched.nextSample - frame.getFirstSampleIndex());
    if (heard >= samples.length) {
      return Optional.empty();
    }
    watched.nextSample = frame.getFirstSampleIndex() + samples.length;
    byte[] columns = spectrogram.push(Arrays.copyOfRange(samples, (int) heard, samples.length));
    return columns.length == 0
        ? Optional.empty()
        : Optional.of(columns(watched, spectrogram, frame, columns));
  }

  private static Spectrogram follow(Watched watched, AudioFrame frame) {
    Spectrogram spectrogram = watched.spectrogram;
    boolean isNew = !frame.getSessionId().equals(watched.session);
    if (spectrogram == null || isNew || frame.getSampleRateHz() != watched.sampleRateHz) {
      watched.session = frame.getSessionId();
      watched.sampleRateHz = frame.getSampleRateHz();
      watched.nextSample = frame.getFirstSampleIndex();
      watched.gap = true;
      spectrogram = new Spectrogram(frame.getSampleRateHz());
      watched.spectrogram = spectrogram;
    } else if (frame.getFirstSampleIndex() > watched.nextSample) {
      spectrogram.reset();
      watched.gap = true;
    }
    return spectrogram;
  }

  private static Columns columns(
      Watched watched, Spectrogram spectrogram, AudioFrame frame, byte[] columns) {
    double rate = frame.getSampleRateHz();
    // What the spectrogram holds beyond the half transform that the next column shares.
    double beyond = spectrogram.heldSamples() - spectrogram.columnSamples() / 2.0;
    boolean gap = watched.gap;
    watched.gap = false;
    return new Columns(
        frame.getSourceId(),
        frame.getSampleRateHz(),
        spectrogram.columnSamples() / rate,
        frame.getCaptureTimeMicros() / 1_000.0 - 1_000 * beyond / rate,
        gap,
        Spectrogram.ROWS,
        columns);
  }
}
