package dev.argand.search.clip;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.PcmFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The last seconds of one session as they came in its frames: duplicates skipped, overlaps trimmed,
 * missing samples left open. Sample times come from the frame that holds them.
 */
final class SessionTape {
  /** The longest clip; a longer stretch is cut off here. */
  static final int LONGEST_SECONDS = 30;

  private static final double LEAST_SHARE = 0.8;

  /** Samples [first, end) and the UTC microseconds of the frame's end, which lies at frameEnd. */
  @SuppressWarnings("ArrayRecordComponent") // Audio is kept as it came.
  private record Piece(long first, byte[] pcm, int skipBytes, long end, long endMicros) {}

  private final String sessionId;
  private final PcmFormat format;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final long seenFrom;
  private long next;
  private long droppedTo;

  SessionTape(AudioFrame first, PcmFormat format) {
    this.sessionId = first.getSessionId();
    this.format = format;
    this.seenFrom = first.getFirstSampleIndex();
    this.next = seenFrom;
    this.droppedTo = seenFrom;
  }

  String sessionId() {
    return sessionId;
  }

  PcmFormat format() {
    return format;
  }

  /** One past the last sample that has come. */
  long next() {
    return next;
  }

  /** First sample from which all that came is still there. */
  long heldFrom() {
    return droppedTo;
  }

  /** First sample that has come at all. */
  long seenFrom() {
    return seenFrom;
  }

  /** Whether any sample has come. */
  boolean hasAudio() {
    return !pieces.isEmpty();
  }

  /** Adds a frame of this session and format. */
  void add(AudioFrame frame, byte[] pcm) {
    long first = frame.getFirstSampleIndex();
    long end = first + pcm.length / format.bytesPerSampleFrame();
    if (end <= next) {
      return;
    }
    int skip = (int) (Math.max(0, next - first) * format.bytesPerSampleFrame());
    pieces.add(new Piece(Math.max(first, next), pcm, skip, end, frame.getCaptureTimeMicros()));
    next = end;
    // A frame more than the longest clip: who ends behind this frame has its beginning here.
    long keep = next - (LONGEST_SECONDS + 1L) * format.sampleRateHz() - (end - first);
    while (pieces.size() > 1 && pieces.getFirst().end() <= keep) {
      droppedTo = pieces.removeFirst().end();
    }
  }

  /** UTC microseconds at which the last frame began and ended. */
  long[] lastFrameMicros() {
    Piece last = pieces.getLast();
    return new long[] {micros(last, last.first()), last.endMicros()};
  }

  /** Index of the sample nearest to a time, counted from the last frame. */
  long sampleAt(long timeMicros) {
    Piece last = pieces.getLast();
    return last.end()
        - Math.round((last.endMicros() - timeMicros) * (double) format.sampleRateHz() / 1e6);
  }

  /** Whether any sample of a stretch has come and is held. */
  boolean touches(Stretch.Samples samples) {
    return pieces.stream().anyMatch(p -> p.first() < samples.end() && p.end() > samples.first());
  }

  /**
   * The longest piece without a gap of a stretch (the first of equals), if it is at least 80 % of
   * the whole.
   */
  Optional<Outcome.Cut> cut(Wanted wanted, Stretch.Samples samples) {
    long bestFirst = 0;
    long bestEnd = 0;
    long runFirst = 0;
    long runEnd = -1;
    for (Piece piece : pieces) {
      long from = Math.max(piece.first(), samples.first());
      long to = Math.min(piece.end(), samples.end());
      if (from >= to) {
        continue;
      }
      runFirst = from == runEnd ? runFirst : from;
      runEnd = to;
      if (runEnd - runFirst > bestEnd - bestFirst) {
        bestFirst = runFirst;
        bestEnd = runEnd;
      }
    }
    if (bestEnd - bestFirst < LEAST_SHARE * wanted.wholeSamples || bestEnd == bestFirst) {
      return Optional.empty();
    }
    return Optional.of(copy(wanted, bestFirst, bestEnd));
  }

  private Outcome.Cut copy(Wanted wanted, long first, long end) {
    int frameBytes = format.bytesPerSampleFrame();
    byte[] pcm = new byte[Math.toIntExact((end - first) * frameBytes)];
    int at = 0;
    long startMicros = 0;
    for (Piece piece : pieces) {
      long from = Math.max(piece.first(), first);
      long to = Math.min(piece.end(), end);
      if (from < to) {
        if (at == 0) {
          startMicros = micros(piece, from);
        }
        int offset = piece.skipBytes() + (int) (from - piece.first()) * frameBytes;
        int length = (int) (to - from) * frameBytes;
        System.arraycopy(piece.pcm(), offset, pcm, at, length);
        at += length;
      }
    }
    return new Outcome.Cut(wanted, sessionId, first, format, pcm, startMicros);
  }

  private long micros(Piece piece, long sample) {
    return piece.endMicros() - Math.round((piece.end() - sample) * 1e6 / format.sampleRateHz());
  }
}
