package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.Incoming.Poison;
import dev.argand.inference.RouteStream.WindowSink;
import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.inference.state.Head;
import dev.argand.inference.state.Mark;
import dev.argand.schemas.PoisonReason;
import dev.argand.schemas.SessionDate;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.Resampler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each frame in its place among what its source has sent, and completes windows. The sample
 * index is the clock; nothing depends on when a frame arrives. A frame that comes too early waits,
 * in the store, by {@link ReorderRule}.
 *
 * <p>Open sessions are a bounded cache over the stores: any of them can be forgotten at any time
 * between two frames. Not thread-safe: one a task.
 */
final class Listener {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);
  private static final int MAX_OPEN_SESSIONS = 4_096;
  private static final int MOST_OVERTAKEN = 1_000;

  /** Beyond this many, frames are too short for the limit in samples to bound what is held. */
  private static final int MOST_HELD = 512;

  private final Heads heads;
  private final KeyValueStore<ChunkKey, Chunk> chunks;
  private final Consumer<ChunkKey> deletedChunks;
  private final boolean heardAgain;
  private final ReorderRule reorder;
  private final HeardSink heard;
  private final InferenceMetrics metrics;
  private final MonoDecoder decoder;
  private final MonoDecoder replayDecoder;
  private final Set<String> waiting = new HashSet<>();

  /** Sources of which it was said that they are not heard. */
  private final Set<String> overtaken = new HashSet<>();

  private boolean knowsWhoWaits;
  private long newestMillis = Long.MIN_VALUE;
  private long hearingNanos;
  private final Map<String, OpenSession> sessions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OpenSession> eldest) {
          return size() > MAX_OPEN_SESSIONS;
        }
      };

  /** Receives what is heard, in order. */
  interface HeardSink {
    /** The next window; the features are valid during the call only. */
    void window(OpenSession session, Route route, Champion champion, long k, float[] features);

    /** All windows of a stretch of contiguous audio have come, and perhaps all of the session. */
    void segmentEnded(OpenSession session, boolean sessionOver);
  }

  /** A listener that deletes at once what nothing needs any more. */
  Listener(
      Heads heads,
      KeyValueStore<ChunkKey, Chunk> chunks,
      ChannelSelection channels,
      ReorderRule reorder,
      InferenceMetrics metrics,
      HeardSink heard) {
    this(heads, chunks, null, channels, reorder, metrics, heard);
  }

  /**
   * A listener over stores.
   *
   * @param deletedLater takes what nothing needs any more, and deletes it when it is committed;
   *     null where every frame is heard once. Where some may be heard again, what the stores say of
   *     audio behind a source's next sample may be of a life that was lost, so nothing may be held
   *     there: the rule must be {@link ReorderRule#NONE}
   */
  Listener(
      Heads heads,
      KeyValueStore<ChunkKey, Chunk> chunks,
      @Nullable Consumer<ChunkKey> deletedLater,
      ChannelSelection channels,
      ReorderRule reorder,
      InferenceMetrics metrics,
      HeardSink heard) {
    if (deletedLater != null && !reorder.waitsForNone()) {
      throw new IllegalArgumentException(
          "frames that may be heard again cannot wait, %s was %d ms"
              .formatted(ReorderRule.LIMIT.name(), reorder.limit().toMillis()));
    }
    this.heads = heads;
    this.chunks = chunks;
    this.heardAgain = deletedLater != null;
    this.deletedChunks = deletedLater == null ? chunks::delete : deletedLater;
    this.metrics = metrics;
    this.reorder = reorder;
    this.heard = heard;
    this.decoder = new MonoDecoder(channels);
    this.replayDecoder = new MonoDecoder(channels);
  }

  /**
   * Hears a frame: completes its windows, then stores. When it throws, the source's session is
   * forgotten; what was stored in the same call must not be committed.
   *
   * @param arrivedAtMillis Kafka's timestamp of the frame
   * @return why the frame does not fit its session, if it does not; then nothing has changed
   */
  @Nullable Poison hear(Frame frame, long arrivedAtMillis, Champion champion) {
    OpenSession open = sessions.get(frame.sourceId());
    Head head = open == null ? heads.get(frame.sourceId()) : open.head();
    try {
      newestMillis = Math.max(newestMillis, arrivedAtMillis);
      FrameOrder order = FrameOrder.of(head, frame, arrivedAtMillis, newestMillis);
      return hear(order, head, frame, arrivedAtMillis, champion);
    } catch (RuntimeException e) {
      sessions.remove(frame.sourceId());
      throw e;
    }
  }

  /** Lets go of what is held of a source: the stores say otherwise. */
  void forget(String sourceId) {
    sessions.remove(sourceId);
  }

  /**
   * Time since the last call in which audio was decoded, turned into features and handed to the
   * sink, the sink's own time included.
   */
  long takeHearingNanos() {
    long taken = hearingNanos;
    hearingNanos = 0;
    return taken;
  }

  private @Nullable Poison hear(
      FrameOrder order, @Nullable Head head, Frame frame, long arrivedAtMillis, Champion champion) {
    return switch (order) {
      case OLD_SESSION -> {
        if (head != null) {
          drop(head, frame, arrivedAtMillis);
        }
        yield null;
      }
      case DUPLICATE -> skip(InferenceMeters.DUPLICATES);
      case FORMAT_CHANGED ->
          new Poison(
              PoisonReason.FORMAT_CHANGED,
              "the frames of a session must have one format, this one has " + frame.format());
      case AFTER_END ->
          new Poison(PoisonReason.AFTER_END, "session " + frame.sessionId() + " had already ended");
      case TOO_FAR_AHEAD ->
          new Poison(
              PoisonReason.INDEX_OUT_OF_RANGE,
              FrameOrder.wrongIndex(head, frame, arrivedAtMillis).orElseThrow());
      case NEW_SOURCE, NEW_SESSION, AFTER_FUTURE, CONTIGUOUS, AHEAD ->
          hearFresh(order, head, frame, arrivedAtMillis, champion);
      case OVERLAP -> {
        metrics.count(InferenceMeters.OVERLAPS);
        yield hearFresh(order, head, withoutKnown(frame, head), arrivedAtMillis, champion);
      }
    };
  }

  /** Says once of a source that nothing of it will be heard, until a session of it is. */
  private void drop(Head head, Frame frame, long arrivedAtMillis) {
    OldSession reason = OldSession.of(head, frame, arrivedAtMillis);
    metrics.dropped(reason);
    if (reason == OldSession.OVERTAKEN
        && overtaken.size() < MOST_OVERTAKEN
        && overtaken.add(frame.sourceId())) {
      log.warn(
          "Source {} sends session {}, which is older than its session {}: it is not heard. Either"
              + " a clock was ahead when that began, or two send as this source",
          frame.sourceId(),
          frame.sessionId(),
          head.sessionId());
    }
  }

  private @Nullable Poison skip(InferenceMeters why) {
    metrics.count(why);
    return null;
  }

  private @Nullable Poison hearFresh(
      FrameOrder order, @Nullable Head head, Frame sent, long arrivedAtMillis, Champion champion) {
    Frame frame = sent;
    int rateHz = frame.format().sampleRateHz();
    if (!canHear(rateHz, champion)) {
      return new Poison(
          PoisonReason.RATE_OUT_OF_RANGE,
          "%d Hz cannot be resampled to the champion's %d Hz"
              .formatted(rateHz, champion.frontEnd().sampleRateHz()));
    }
    long begin = metrics.stageNanos();
    String unusable = decoder.decode(frame.format(), frame.pcm());
    if (unusable != null) {
      return new Poison(PoisonReason.UNUSABLE_SAMPLES, unusable);
    }
    OpenSession session = place(order, head, frame, champion);
    session.arrived(arrivedAtMillis);
    frame = timed(session, frame, arrivedAtMillis);
    if (frame.endOfSession()) {
      session.endsAt(frame.endSample());
    }
    if (frame.firstSample() > session.nextSample()) {
      hold(session, frame);
    } else if (frame.sampleFrames() > 0) {
      session.hear(frame, decoder.samples(), decoder.length(), sink(session, champion));
      session.settle();
    }
    catchUp(session, champion, false);
    hearingNanos += metrics.stageNanos() - begin;
    keep(session);
    metrics.heard((double) frame.sampleFrames() / rateHz);
    return null;
  }

  /**
   * Gives up what a source waits for: what is held is heard, and a session whose last frame has
   * come is over.
   */
  void release(String sourceId, Champion champion) {
    Head head = heads.get(sourceId);
    if (head == null) {
      return;
    }
    try {
      OpenSession session = open(sourceId, head);
      if (session.isWaiting()) {
        if (canHear(session.sampleRateHz(), champion)) {
          attend(session, champion);
          catchUp(session, champion, true);
        } else {
          session.abandon();
        }
        keep(session);
      }
    } catch (RuntimeException e) {
      sessions.remove(sourceId);
      throw e;
    }
  }

  /** Says what is left of a source's session, as if a later one began. */
  void leave(String sourceId, Champion champion) {
    Head head = heads.get(sourceId);
    if (head != null && !head.ended()) {
      finish(open(sourceId, head), champion);
      sessions.remove(sourceId);
    }
  }

  /** Deletes what is kept of a source. */
  void erase(String sourceId) {
    sessions.remove(sourceId);
    waiting.remove(sourceId);
    Head head = heads.delete(sourceId);
    if (head != null) {
      deleteChunks(sourceId, head.sessionId());
      Mark mark = head.mark();
      if (mark != null && mark.baseHead() != null) {
        deleteChunks(sourceId, mark.baseHead().sessionId());
      }
    }
  }

  private void deleteChunks(String sourceId, String sessionId) {
    List<ChunkKey> keys = new ArrayList<>();
    try (KeyValueIterator<ChunkKey, Chunk> stored =
        chunks.range(ChunkKey.first(sourceId, sessionId), ChunkKey.last(sourceId, sessionId))) {
      stored.forEachRemaining(chunk -> keys.add(chunk.key));
    }
    keys.forEach(chunks::delete);
  }

  /** Sources of which something waits for samples that are missing. */
  Set<String> waiting() {
    if (!knowsWhoWaits) {
      knowsWhoWaits = true;
      heads.forEach(
          (sourceId, head) -> {
            if (new OpenSession(sourceId, head, chunks, deletedChunks, replayDecoder).isWaiting()) {
              waiting.add(sourceId);
            }
          });
    }
    return Set.copyOf(waiting);
  }

  private void keep(OpenSession session) {
    session.settle();
    heads.put(session.sourceId(), session.head());
    sessions.put(session.sourceId(), session);
    if (session.isWaiting()) {
      waiting.add(session.sourceId());
    } else {
      waiting.remove(session.sourceId());
    }
  }

  private Frame timed(OpenSession session, Frame frame, long arrivedAtMillis) {
    long captured = session.captureMicros(frame, arrivedAtMillis);
    if (captured == frame.captureMicros()) {
      return frame;
    }
    metrics.count(InferenceMeters.ODD_TIMES);
    return frame.capturedAt(captured);
  }

  private void hold(OpenSession session, Frame frame) {
    if (frame.sampleFrames() > 0) {
      boolean isNew = session.held().add(frame);
      metrics.count(isNew ? InferenceMeters.REORDERED : InferenceMeters.DUPLICATES);
    }
  }

  /**
   * Hears what is held as far as nothing is missing before it, or further: where it reaches too far
   * ahead, or is not to wait any longer, what is missing is a gap.
   */
  private void catchUp(OpenSession session, Champion champion, boolean waitNoLonger) {
    HeldFrames held = session.held();
    long limit = reorder.samples(session.sampleRateHz());
    while (!held.isEmpty()) {
      long next = session.nextSample();
      if (held.firstSample() > next) {
        long ahead = Math.max(held.endSample(next), session.endSample()) - next;
        if (!waitNoLonger && ahead <= limit && held.size() <= MOST_HELD) {
          return;
        }
        skipTo(session, champion, held.firstSample());
      }
      hearHeld(session, champion, held.takeFirst());
    }
    long end = session.endSample();
    long missing = end - session.nextSample();
    if (end != Head.NO_END && (missing <= 0 || waitNoLonger || missing > limit)) {
      if (missing > 0) {
        metrics.count(InferenceMeters.GAPS);
      }
      session.finishSegment(sink(session, champion));
      heard.segmentEnded(session, true);
      session.end();
    }
  }

  private void hearHeld(OpenSession session, Champion champion, Frame frame) {
    long known = session.nextSample() - frame.firstSample();
    if (known >= frame.sampleFrames() || givesWay(session, frame)) {
      return;
    }
    Frame fresh = known > 0 ? frame.withoutFirst((int) known) : frame;
    // Not the decoder: that may still hold the frame that has just come.
    String unusable = replayDecoder.decode(fresh.format(), fresh.pcm());
    if (unusable != null) {
      // Its samples count as missing from here on.
      metrics.count(InferenceMeters.UNUSABLE_CHUNKS);
      return;
    }
    session.hear(fresh, replayDecoder.samples(), replayDecoder.length(), sink(session, champion));
    session.settle();
  }

  /**
   * Two held frames may both have the next sample. What is heard is stored under that sample, where
   * one that begins there lies: of the two the one that reaches further is heard, and the other
   * goes.
   */
  private static boolean givesWay(OpenSession session, Frame frame) {
    HeldFrames held = session.held();
    if (held.isEmpty() || held.firstSample() != session.nextSample()) {
      return false;
    }
    if (held.firstEndSample() >= frame.endSample()) {
      return true;
    }
    held.takeFirst();
    return false;
  }

  /** Gives up the samples before one that is there. */
  private void skipTo(OpenSession session, Champion champion, long sample) {
    metrics.count(InferenceMeters.GAPS);
    session.finishSegment(sink(session, champion));
    heard.segmentEnded(session, false);
    session.resumeAt(sample);
    attend(session, champion);
  }

  /** The session that the frame belongs to, ready to hear at its next sample. */
  private OpenSession place(FrameOrder order, @Nullable Head head, Frame frame, Champion champion) {
    boolean begins = order.begins();
    if (begins) {
      overtaken.remove(frame.sourceId());
    }
    if (head != null && begins) {
      if (order == FrameOrder.AFTER_FUTURE) {
        metrics.count(InferenceMeters.FUTURE_SESSIONS);
        log.warn(
            "Source {} goes on with session {}: {} begins more than {} s in the future, and is over",
            frame.sourceId(),
            frame.sessionId(),
            head.sessionId(),
            SessionDate.MOST_AHEAD.toSeconds());
      }
      // The connection broke without a last word: what it had sent is a whole segment.
      finish(open(frame.sourceId(), head), champion);
      sessions.remove(frame.sourceId());
    }
    Head from = head == null || begins ? beginning(frame) : head;
    OpenSession session = open(frame.sourceId(), from);
    attend(session, champion);
    return session;
  }

  /** A session begins at its sample 0, unless its first frame lies too far behind that. */
  private Head beginning(Frame first) {
    if (first.endSample() <= reorder.samples(first.format().sampleRateHz())) {
      return OpenSession.begin(first, 0);
    }
    if (first.firstSample() > 0) {
      metrics.count(InferenceMeters.GAPS);
    }
    return OpenSession.begin(first, first.firstSample());
  }

  private void finish(OpenSession broken, Champion champion) {
    if (canHear(broken.sampleRateHz(), champion)) {
      attend(broken, champion);
      catchUp(broken, champion, true);
      broken.finishSegment(sink(broken, champion));
    } else {
      broken.abandon();
    }
    heard.segmentEnded(broken, true);
  }

  private void attend(OpenSession session, Champion champion) {
    long passedOver = session.attend(champion, sink(session, champion));
    if (passedOver == OpenSession.UNUSABLE) {
      metrics.count(InferenceMeters.UNUSABLE_CHUNKS);
      metrics.count(InferenceMeters.GAPS);
      session.startAfresh();
      heard.segmentEnded(session, false);
      attend(session, champion);
    } else if (passedOver > 0) {
      metrics.count(InferenceMeters.PASSED_OVER, passedOver);
    }
  }

  private OpenSession open(String sourceId, Head head) {
    OpenSession open = sessions.get(sourceId);
    if (open == null) {
      open = new OpenSession(sourceId, head, chunks, deletedChunks, replayDecoder);
      if (heardAgain) {
        // Of a life that was lost, and comes again.
        open.held().clear();
      }
      sessions.put(sourceId, open);
      if (head.nextSample() > head.segmentStart()) {
        metrics.count(InferenceMeters.REBUILDS);
      }
    }
    return open;
  }

  private static boolean canHear(int sampleRateHz, Champion champion) {
    return Resampler.supports(sampleRateHz, champion.frontEnd().sampleRateHz());
  }

  private WindowSink sink(OpenSession session, Champion champion) {
    return (route, k, features) -> heard.window(session, route, champion, k, features);
  }

  private static Frame withoutKnown(Frame frame, @Nullable Head head) {
    long known = head == null ? 0 : head.nextSample() - frame.firstSample();
    return frame.withoutFirst((int) Math.min(known, frame.sampleFrames()));
  }
}
