package dev.argand.search.clip;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.FrontEnd;
import java.nio.ByteBuffer;

/** Where a label points in its source's audio. */
sealed interface Stretch {
  /** Sample frames [first, end) of a session. */
  record Samples(String sessionId, long first, long end) implements Stretch {}

  /** UTC microseconds [start, end). */
  record Time(long startMicros, long endMicros) implements Stretch {}

  /** Window k of a session under a front end; its samples follow from the source's rate. */
  record Window(String sessionId, FrontEnd frontEnd, long k) implements Stretch {
    Samples at(int sampleRateHz) {
      return new Samples(
          sessionId, frontEnd.sourceStart(k, sampleRateHz), frontEnd.sourceEnd(k, sampleRateHz));
    }
  }

  /**
   * The stretch of a label. A window's is that of the recognition that was judged, where it is
   * embedded; else it follows from the window's id.
   *
   * @throws IllegalArgumentException with one line if the label names none
   */
  static Stretch of(Label label) {
    if (label.getRecognition() != null) {
      return embedded(label.getRecognition());
    }
    if (label.getWindowId() != null) {
      return window(label.getWindowId());
    }
    Long first = label.getFirstSampleIndex();
    Long end = label.getEndSampleIndex();
    if (label.getSessionId() != null && first != null && end != null) {
      return samples(label.getSessionId(), first, end);
    }
    Long start = label.getStartTimeMicros();
    Long until = label.getEndTimeMicros();
    if (start == null || until == null || until <= start) {
      throw new IllegalArgumentException("a window, samples or an interval of UTC were expected");
    }
    return new Time(start, until);
  }

  private static Samples samples(String session, long first, long end) {
    if (first < 0 || end <= first) {
      throw new IllegalArgumentException(
          "samples: 0 <= first < end were expected, were %d and %d".formatted(first, end));
    }
    return new Samples(session, first, end);
  }

  private static Samples embedded(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    try {
      Recognition judged = AvroCodec.of(Recognition.class).decode(copy);
      long first = judged.getFirstSampleIndex();
      return samples(judged.getSessionId(), first, first + judged.getSampleCount());
    } catch (WireFormatException e) {
      throw new IllegalArgumentException("recognition: " + e.getMessage(), e);
    }
  }

  private static Window window(String windowId) {
    String[] parts = windowId.split("/", -1);
    FrontEnd known = FrontEnd.oneSecond();
    if (parts.length != 5 || !parts[4].matches("\\d{1,12}")) {
      throw new IllegalArgumentException(
          "windowId: source/session/route/frontEnd/k was expected, was " + windowId);
    }
    if (!known.digest().startsWith(parts[3]) || parts[3].isEmpty()) {
      throw new IllegalArgumentException(
          "windowId: a window of front end %s was expected, was %s"
              .formatted(known.digest().substring(0, 16), windowId));
    }
    return new Window(parts[1], known, Long.parseLong(parts[4]));
  }
}
