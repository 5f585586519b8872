package dev.argand.inference.state;

import dev.argand.schemas.avro.Route;
import dev.argand.signal.PcmFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a source stands: one a source in the store {@code head}.
 *
 * @param sessionId the newest session seen
 * @param format the session's format
 * @param nextSample source sample frame expected next
 * @param segmentStart where the contiguous audio before {@code nextSample} begins: the session's
 *     first sample, or the end of its last gap
 * @param anchorMicros UTC microseconds at {@code nextSample}, never going back within a session
 * @param ended whether the session's last frame has been seen
 * @param cursors at most one a route
 * @param endSample one past the session's last sample, as a last frame that came early has said;
 *     {@link #NO_END} where none has
 * @param arrivedMillis Kafka's timestamp of the session's last frame that was heard; {@link
 *     #NOT_KNOWN} of one that an older version heard
 * @param mark where to go back to when records are heard again; null where each is heard once
 */
public record Head(
    String sessionId,
    PcmFormat format,
    long nextSample,
    long segmentStart,
    long anchorMicros,
    boolean ended,
    List<Cursor> cursors,
    long endSample,
    long arrivedMillis,
    @Nullable Mark mark) {
  /** When the last frame came was not stored. */
  public static final long NOT_KNOWN = Long.MIN_VALUE;

  /** No last frame waits for those before it. */
  public static final long NO_END = -1;

  public Head {
    if (segmentStart < 0 || nextSample < segmentStart) {
      throw new IllegalArgumentException(
          "need 0 <= segmentStart <= nextSample, were %d and %d"
              .formatted(segmentStart, nextSample));
    }
    if (endSample != NO_END && endSample < nextSample) {
      throw new IllegalArgumentException(
          "endSample must be at least nextSample %d, was %d".formatted(nextSample, endSample));
    }
    cursors = List.copyOf(cursors);
  }

  /** A head without a mark. */
  public Head(
      String sessionId,
      PcmFormat format,
      long nextSample,
      long segmentStart,
      long anchorMicros,
      boolean ended,
      List<Cursor> cursors,
      long endSample,
      long arrivedMillis) {
    this(
        sessionId,
        format,
        nextSample,
        segmentStart,
        anchorMicros,
        ended,
        cursors,
        endSample,
        arrivedMillis,
        null);
  }

  /** The same with another mark. */
  public Head marked(@Nullable Mark other) {
    return new Head(
        sessionId,
        format,
        nextSample,
        segmentStart,
        anchorMicros,
        ended,
        cursors,
        endSample,
        arrivedMillis,
        other);
  }

  /** The cursor of a route, if it has classified anything of this source. */
  public Optional<Cursor> cursor(Route route) {
    for (Cursor cursor : cursors) {
      if (cursor.route() == route) {
        return Optional.of(cursor);
      }
    }
    return Optional.empty();
  }
}
