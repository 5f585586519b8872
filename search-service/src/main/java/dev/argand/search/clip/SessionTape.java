package dev.argand.search.clip;

import dev.argand.schemas.SampleClock;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.PcmFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last seconds of one session as they came in its frames: duplicates skipped, overlaps trimmed,
 * late frames put in their place, missing samples left open. Sample times come from the frame that
 * holds them.
 */
final class SessionTape {
  /** Samples [first, end), from a place in a frame's PCM on, and the UTC microseconds of end. */
  @SuppressWarnings("ArrayRecordComponent") // Audio is kept as it came.
  private record Piece(long first, byte[] pcm, int skipBytes, long end, long endMicros) {}

  private final String sessionId;
  private final PcmFormat format;
  private final CutRule rule;
  private final TreeMap<Long, Piece> pieces = new TreeMap<>();
  private long seenFrom;
  private long next;
  private long droppedTo;

  /** Of the frame that came last; null before the first. */
  private @Nullable SampleClock clock;

  SessionTape(AudioFrame first, PcmFormat format, CutRule rule) {
    this.sessionId = first.getSessionId();
    this.format = format;
    this.rule = rule;
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

  /** Whether each sample of [first, end) is held. */
  boolean isWhole(long first, long end) {
    long at = first;
    Map.Entry<Long, Piece> piece = pieces.floorEntry(first);
    while (piece != null && piece.getKey() <= at && at < end) {
      at = Math.max(at, piece.getValue().end());
      piece = pieces.higherEntry(piece.getKey());
    }
    return at >= end;
  }

  /** Whether recognition sets a frame aside: more is missing before it than can have passed. */
  boolean isTooFarAhead(AudioFrame frame, long arrivedMillis) {
    SampleClock last = clock;
    return last != null
        && last.wrong(frame.getFirstSampleIndex(), frame.getCaptureTimeMicros(), arrivedMillis)
            .isPresent();
  }

  /**
   * Adds what is new of a frame of this session and format.
   *
   * @param arrivedMillis Kafka's timestamp of the frame
   * @param neededFrom the first sample that somebody still waits for; asked only if that matters
   */
  void add(AudioFrame frame, byte[] pcm, long arrivedMillis, LongSupplier neededFrom) {
    long first = frame.getFirstSampleIndex();
    long end = first + pcm.length / format.bytesPerSampleFrame();
    if (first < seenFrom && droppedTo == seenFrom) {
      seenFrom = first;
      droppedTo = first;
    }
    long at = Math.max(first, droppedTo);
    Map.Entry<Long, Piece> before = pieces.floorEntry(at);
    at = before == null ? at : Math.max(at, before.getValue().end());
    while (at < end) {
      Map.Entry<Long, Piece> behind = pieces.ceilingEntry(at);
      long to = behind == null ? end : Math.min(end, behind.getKey());
      if (at < to) {
        int skip = (int) (at - first) * format.bytesPerSampleFrame();
        long micros = frame.getCaptureTimeMicros() - micros(end - to);
        pieces.put(at, new Piece(at, pcm, skip, to, micros));
      }
      at = behind == null ? end : Math.max(to, behind.getValue().end());
    }
    next = Math.max(next, end);
    clock =
        new SampleClock(next, format.sampleRateHz(), frame.getCaptureTimeMicros(), arrivedMillis);
    drop(end - first, neededFrom);
  }

  /** UTC microseconds at which the last frame began and ended. */
  long[] lastFrameMicros() {
    Piece last = last();
    return new long[] {micros(last, last.first()), last.endMicros()};
  }

  /** Index of the sample nearest to a time, counted from the last frame. */
  long sampleAt(long timeMicros) {
    Piece last = last();
    return last.end()
        - Math.round((last.endMicros() - timeMicros) * (double) format.sampleRateHz() / 1e6);
  }

  /** Whether any sample of a stretch has come and is held. */
  boolean touches(Stretch.Samples samples) {
    return pieces.values().stream()
        .anyMatch(p -> p.first() < samples.end() && p.end() > samples.first());
  }

  /**
   * The piece without a gap that has most of what the clip is about (the first of equals), if that
   * is enough by the rule.
   */
  Optional<Outcome.Cut> cut(Wanted wanted, Stretch.Samples samples) {
    Stretch.Samples core = wanted.core == null ? samples : wanted.core;
    long bestFirst = 0;
    long bestEnd = 0;
    long bestShare = 0;
    long runFirst = 0;
    long runEnd = -1;
    for (Piece piece : pieces.values()) {
      long from = Math.max(piece.first(), samples.first());
      long to = Math.min(piece.end(), samples.end());
      if (from >= to) {
        continue;
      }
      runFirst = from == runEnd ? runFirst : from;
      runEnd = to;
      long share = Math.min(runEnd, core.end()) - Math.max(runFirst, core.first());
      boolean isSameRun = runFirst == bestFirst && bestShare > 0;
      if (share > bestShare || isSameRun) {
        bestFirst = runFirst;
        bestEnd = runEnd;
        bestShare = share;
      }
    }
    if (bestShare == 0 || bestShare < rule.leastShare() * wanted.wholeSamples) {
      return Optional.empty();
    }
    return Optional.of(copy(wanted, bestFirst, bestEnd));
  }

  private Outcome.Cut copy(Wanted wanted, long first, long end) {
    int frameBytes = format.bytesPerSampleFrame();
    byte[] pcm = new byte[Math.toIntExact((end - first) * frameBytes)];
    int at = 0;
    long startMicros = 0;
    for (Piece piece : pieces.values()) {
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

  /** A frame more than is held: who ends behind the newest one has its beginning here. */
  private void drop(long frameSamples, LongSupplier neededFrom) {
    long keep = next - rule.heldSamples(format.sampleRateHz()) - frameSamples;
    if (pieces.isEmpty() || first().end() > keep) {
      return;
    }
    keep = Math.min(keep, neededFrom.getAsLong());
    while (pieces.size() > 1 && first().end() <= keep) {
      droppedTo = first().end();
      pieces.remove(first().first());
    }
  }

  private Piece first() {
    return Objects.requireNonNull(pieces.firstEntry()).getValue();
  }

  private Piece last() {
    return Objects.requireNonNull(pieces.lastEntry()).getValue();
  }

  private long micros(Piece piece, long sample) {
    return piece.endMicros() - micros(piece.end() - sample);
  }

  private long micros(long samples) {
    return Math.round(samples * 1e6 / format.sampleRateHz());
  }
}
