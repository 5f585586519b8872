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
    @Nullable Mark mark) {
  public Head {
    if (segmentStart < 0 || nextSample < segmentStart) {
      throw new IllegalArgumentException(
          "need 0 <= segmentStart <= nextSample, were %d and %d"
              .formatted(segmentStart, nextSample));
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
      List<Cursor> cursors) {
    this(sessionId, format, nextSample, segmentStart, anchorMicros, ended, cursors, null);
  }

  /** The same with another mark. */
  public Head marked(@Nullable Mark other) {
    return new Head(
        sessionId, format, nextSample, segmentStart, anchorMicros, ended, cursors, other);
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
