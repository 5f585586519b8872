package dev.argand.console.board;

import dev.argand.schemas.avro.AudioFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sources and how they are, from their frames. The {@value #MOST} heard last are kept. Not
 * thread-safe.
 */
public final class SourceBoard {
  /** Frames come ten times a second; a pause this long is no hiccup of a busy machine. */
  static final Duration STOPPED_AFTER = Duration.ofSeconds(5);

  static final Duration SILENT_AFTER = Duration.ofSeconds(5);

  /** A source that was heard of this long ago is no longer of this installation. */
  static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  static final int MOST = 200;

  /**
   * What the page shows of the sources.
   *
   * @param sources by id
   */
  public record View(List<Source> sources) {}

  /**
   * One source.
   *
   * @param since when it came to be in this state
   * @param lastHeard when its last frame arrived
   * @param levelDb mean power of the last frames over full scale, -120 for none
   * @param heardSeconds sound of this session so far
   * @param gaps gaps in this session
   */
  public record Source(
      String id,
      SourceState state,
      long since,
      long lastHeard,
      String session,
      int sampleRateHz,
      int channels,
      String encoding,
      double levelDb,
      double heardSeconds,
      long gaps) {}

  private final Map<String, Heard> sources = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Notes a frame. One of an older session than the source's is ignored, and one that leaves out
   * far more audio than can have passed, by {@link dev.argand.schemas.SampleClock}.
   *
   * @param samples its mono samples
   * @param arrived when it arrived, or for one read late, when it was captured
   * @return whether it was not ignored
   */
  public boolean frame(AudioFrame frame, float[] samples, Instant arrived) {
    boolean isTaken =
        sources
            .computeIfAbsent(frame.getSourceId(), id -> new Heard())
            .frame(frame, samples, arrived);
    if (sources.size() > MOST) {
      sources.remove(sources.keySet().iterator().next());
    }
    return isTaken;
  }

  /** The sources as they are at an instant. */
  public View view(Instant now) {
    sources.values().removeIf(heard -> heard.lastHeard().isBefore(now.minus(FORGOTTEN_AFTER)));
    return new View(
        sources.entrySet().stream()
            .map(entry -> entry.getValue().view(entry.getKey(), now))
            .sorted(Comparator.comparing(Source::id))
            .toList());
  }
}
