package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.RouteStream.WindowSink;
import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.inference.state.Head;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.Level;
import dev.argand.signal.LevelMeter;
import dev.argand.signal.PcmFormat;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a task holds in memory of a source's session between records. All of it can be rebuilt from
 * the source's head and chunks, and is after a restart.
 */
final class OpenSession {
  /** Stored audio cannot be heard any more. */
  static final long UNUSABLE = -1;

  private static final double MICROS_PER_SECOND = 1e6;
  private static final long MICROS_PER_MILLI = 1_000;

  /** How far a capture time may lie after where the samples before it put it. */
  private static final long CLOCK_TOLERANCE_MICROS = 60_000_000;

  /** How far it may lie before that: what a sender's own delays make of it. */
  private static final long JITTER_MICROS = 100_000;

  private final String sourceId;
  private final String sessionId;
  private final PcmFormat format;
  private final ChunkJournal journal;
  private final HeldFrames held;
  private final RouteStream champion;
  private final MonoDecoder replayDecoder;
  private LevelMeter levels;
  private long nextSample;
  private long segmentStart;
  private long anchorMicros;
  private boolean ended;
  private long endSample;
  private long arrivedMillis;

  /** The session that a stored head describes, with its stored chunks. */
  OpenSession(
      String sourceId,
      Head head,
      KeyValueStore<ChunkKey, Chunk> chunks,
      Consumer<ChunkKey> deletedChunks,
      MonoDecoder replayDecoder) {
    this.sourceId = sourceId;
    this.sessionId = head.sessionId();
    this.format = head.format();
    this.journal =
        new ChunkJournal(
            chunks, deletedChunks, sourceId, sessionId, head.segmentStart(), head.nextSample());
    this.held = new HeldFrames(chunks, sourceId, sessionId, head.nextSample());
    this.champion =
        new RouteStream(
            Route.CHAMPION, format.sampleRateHz(), head.cursor(Route.CHAMPION).orElse(null));
    this.replayDecoder = replayDecoder;
    this.levels = new LevelMeter(format.sampleRateHz());
    this.nextSample = head.nextSample();
    this.segmentStart = head.segmentStart();
    this.anchorMicros = head.anchorMicros();
    this.ended = head.ended();
    this.endSample = head.endSample();
    this.arrivedMillis = head.arrivedMillis();
  }

  /** A head for a session that begins at a sample, before any of it has been heard. */
  static Head begin(Frame first, long start) {
    return new Head(
        first.sessionId(),
        first.format(),
        start,
        start,
        0,
        false,
        List.of(),
        Head.NO_END,
        Head.NOT_KNOWN);
  }

  String sourceId() {
    return sourceId;
  }

  String sessionId() {
    return sessionId;
  }

  int sampleRateHz() {
    return format.sampleRateHz();
  }

  /** UTC microseconds at a sample of the audio that is held. */
  long micros(long sample) {
    return journal.micros(sample);
  }

  /** The level of source samples [start, end) of a window that is now complete. */
  Level level(long start, long end) {
    return levels.level(start, end);
  }

  /** Whether window k is the first that lies behind missing audio. */
  boolean isAfterGap(FrontEnd frontEnd, long k) {
    return segmentStart > 0
        && (k == 0 || frontEnd.sourceStart(k - 1, format.sampleRateHz()) < segmentStart);
  }

  /**
   * Makes the champion route ready for newer audio: opens its feature stream and replays what is
   * stored, unless it is open already.
   *
   * @return windows passed over, see {@link RouteStream#open}; {@link #UNUSABLE} where what is
   *     stored cannot be heard, as after another choice of channels: then it must start afresh
   */
  long attend(Champion model, WindowSink sink) {
    if (ended || champion.isOpen(model.frontEndDigest())) {
      return 0;
    }
    long passedOver =
        champion.open(
            model.frontEnd(),
            model.frontEndDigest(),
            segmentStart,
            journal.firstSample(nextSample));
    levels = new LevelMeter(format.sampleRateHz());
    long needed = champion.firstNeededSample();
    boolean[] unusable = {false};
    journal.replay(
        segmentStart,
        nextSample,
        (firstSample, chunk) -> {
          unusable[0] |= replayDecoder.decode(chunk.format(), chunk.pcm()) != null;
          if (unusable[0]) {
            return;
          }
          levels.push(firstSample, replayDecoder.samples(), replayDecoder.length());
          if (firstSample + replayDecoder.length() > needed) {
            champion.push(firstSample, replayDecoder.samples(), replayDecoder.length(), sink);
          }
        });
    return unusable[0] ? UNUSABLE : passedOver;
  }

  /** Gives up the audio that is stored: what comes next is heard as after a gap. */
  void startAfresh() {
    champion.close();
    journal.clear();
    resumeAt(nextSample);
  }

  /**
   * When a frame was captured: what it says, unless that lies before where the samples before it
   * put it, or far after that, or, where a source may have stood still or had its clock set, after
   * Kafka had it. One frame with a time of another century must not move those that follow, and a
   * clock that is set back must not make windows of no length: the samples' time goes on.
   *
   * @param arrivedAtMillis Kafka's timestamp of the frame
   * @return UTC microseconds after its last sample
   */
  long captureMicros(Frame frame, long arrivedAtMillis) {
    long said = frame.captureMicros();
    if (anchorMicros == 0) {
      return said;
    }
    double passed = (frame.endSample() - nextSample) * MICROS_PER_SECOND / format.sampleRateHz();
    long expected = anchorMicros + Math.round(passed);
    long ahead = said - expected;
    boolean fits = ahead >= -JITTER_MICROS && ahead <= CLOCK_TOLERANCE_MICROS;
    boolean wasLeap =
        ahead > 0 && said <= arrivedAtMillis * MICROS_PER_MILLI + CLOCK_TOLERANCE_MICROS;
    return fits || wasLeap ? said : expected;
  }

  /**
   * Hears audio that begins at the next sample.
   *
   * @param frame not empty
   * @param mono the frame's samples
   */
  void hear(Frame frame, float[] mono, int length, WindowSink sink) {
    long spanned = Math.round(frame.sampleFrames() * MICROS_PER_SECOND / format.sampleRateHz());
    long start = anchorMicros;
    if (nextSample == segmentStart) {
      start = Math.max(anchorMicros, frame.captureMicros() - spanned);
    }
    // A frame that would be squeezed to less than half is one of a clock that went back.
    boolean fits = frame.captureMicros() - start >= spanned / 2;
    long end = fits ? frame.captureMicros() : start + spanned;
    journal.expect(nextSample, new Chunk(format, start, end, frame.pcm()));
    anchorMicros = end;
    nextSample = frame.endSample();
    levels.push(frame.firstSample(), mono, length);
    champion.push(frame.firstSample(), mono, length, sink);
  }

  /** Ends the contiguous audio: its last windows come, and its stored audio goes. */
  void finishSegment(WindowSink sink) {
    if (!ended) {
      champion.finish(sink);
      journal.clear();
    }
  }

  /** Gives up what is stored of a session that the champion cannot hear. */
  void abandon() {
    journal.clear();
    held.clear();
    endSample = Head.NO_END;
  }

  /** Goes on after missing samples; the segment before must be finished. */
  void resumeAt(long sample) {
    nextSample = sample;
    segmentStart = sample;
  }

  void end() {
    ended = true;
    endSample = Head.NO_END;
  }

  /** The source sample expected next. */
  long nextSample() {
    return nextSample;
  }

  /** Frames that came too early. */
  HeldFrames held() {
    return held;
  }

  /** A frame of the session is heard, which Kafka had at a time. */
  void arrived(long millis) {
    arrivedMillis = millis;
  }

  /** A last frame has said where the session ends. */
  void endsAt(long sample) {
    endSample = Math.max(nextSample, sample);
  }

  /** Where the session ends, {@link Head#NO_END} where nothing has said so. */
  long endSample() {
    return endSample;
  }

  /** Whether something waits for samples that are missing. */
  boolean isWaiting() {
    return !held.isEmpty() || endSample != Head.NO_END;
  }

  /** Stores the newest chunk and deletes those that nothing needs any more. */
  void settle() {
    if (!ended && champion.isOpen()) {
      long needed = champion.keepFrom(segmentStart);
      journal.settle(needed);
      levels.forgetBefore(journal.firstSample(needed));
    }
  }

  Head head() {
    return new Head(
        sessionId,
        format,
        nextSample,
        segmentStart,
        anchorMicros,
        ended,
        List.of(champion.cursor()),
        endSample == Head.NO_END ? Head.NO_END : Math.max(endSample, nextSample),
        arrivedMillis);
  }
}
