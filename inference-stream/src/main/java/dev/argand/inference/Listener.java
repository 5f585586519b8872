package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.Incoming.Poison;
import dev.argand.inference.RouteStream.WindowSink;
import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.inference.state.Head;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.Resampler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Puts each frame in its place among what its source has sent, and completes windows. The sample
 * index is the clock; nothing depends on when a frame arrives.
 *
 * <p>Open sessions are a bounded cache over the stores: any of them can be forgotten at any time
 * between two frames. Not thread-safe: one a task.
 */
final class Listener {
  private static final int MAX_OPEN_SESSIONS = 4_096;

  private final KeyValueStore<String, Head> heads;
  private final KeyValueStore<ChunkKey, Chunk> chunks;
  private final Consumer<ChunkKey> deletedChunks;
  private final HeardSink heard;
  private final InferenceMetrics metrics;
  private final MonoDecoder decoder;
  private final MonoDecoder replayDecoder;
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
      KeyValueStore<String, Head> heads,
      KeyValueStore<ChunkKey, Chunk> chunks,
      ChannelSelection channels,
      InferenceMetrics metrics,
      HeardSink heard) {
    this(heads, chunks, chunks::delete, channels, metrics, heard);
  }

  /**
   * A listener over stores.
   *
   * @param deletedChunks takes what nothing needs any more, and deletes it now or later
   */
  Listener(
      KeyValueStore<String, Head> heads,
      KeyValueStore<ChunkKey, Chunk> chunks,
      Consumer<ChunkKey> deletedChunks,
      ChannelSelection channels,
      InferenceMetrics metrics,
      HeardSink heard) {
    this.heads = heads;
    this.chunks = chunks;
    this.deletedChunks = deletedChunks;
    this.metrics = metrics;
    this.heard = heard;
    this.decoder = new MonoDecoder(channels);
    this.replayDecoder = new MonoDecoder(channels);
  }

  /**
   * Hears a frame: completes its windows, then stores. When it throws, the source's session is
   * forgotten, and the stores say what they said before.
   *
   * @return why the frame does not fit its session, if it does not; then nothing has changed
   */
  @Nullable Poison hear(Frame frame, Champion champion) {
    OpenSession open = sessions.get(frame.sourceId());
    Head head = open == null ? heads.get(frame.sourceId()) : open.head();
    try {
      return hear(FrameOrder.of(head, frame), head, frame, champion);
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
      FrameOrder order, @Nullable Head head, Frame frame, Champion champion) {
    return switch (order) {
      case OLD_SESSION -> skip(InferenceMeters.OLD_SESSIONS);
      case DUPLICATE -> skip(InferenceMeters.DUPLICATES);
      case FORMAT_CHANGED ->
          new Poison(
              PoisonReason.FORMAT_CHANGED,
              "the frames of a session must have one format, this one has " + frame.format());
      case AFTER_END ->
          new Poison(PoisonReason.AFTER_END, "session " + frame.sessionId() + " had already ended");
      case NEW_SOURCE, NEW_SESSION, CONTIGUOUS, GAP -> hearFresh(order, head, frame, champion);
      case OVERLAP -> {
        metrics.count(InferenceMeters.OVERLAPS);
        yield hearFresh(order, head, withoutKnown(frame, head), champion);
      }
    };
  }

  private @Nullable Poison skip(InferenceMeters why) {
    metrics.count(why);
    return null;
  }

  private @Nullable Poison hearFresh(
      FrameOrder order, @Nullable Head head, Frame frame, Champion champion) {
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
    WindowSink sink = sink(session, champion);
    if (frame.sampleFrames() > 0) {
      session.hear(frame, decoder.samples(), decoder.length(), sink);
    }
    if (frame.endOfSession()) {
      session.finishSegment(sink);
      heard.segmentEnded(session, true);
      session.end();
    }
    hearingNanos += metrics.stageNanos() - begin;
    session.settle();
    heads.put(frame.sourceId(), session.head());
    sessions.put(frame.sourceId(), session);
    metrics.heard((double) frame.sampleFrames() / frame.format().sampleRateHz());
    return null;
  }

  /** The session that the frame belongs to, ready to hear at the frame's first sample. */
  private OpenSession place(FrameOrder order, @Nullable Head head, Frame frame, Champion champion) {
    boolean begins = order == FrameOrder.NEW_SOURCE || order == FrameOrder.NEW_SESSION;
    if (head != null && begins) {
      // The connection broke without a last word: what it had sent is a whole segment.
      finish(open(frame.sourceId(), head), champion);
      sessions.remove(frame.sourceId());
    }
    Head from = head == null || begins ? OpenSession.begin(frame) : head;
    OpenSession session = open(frame.sourceId(), from);
    attend(session, champion);
    boolean missing = begins ? frame.firstSample() > 0 : order == FrameOrder.GAP;
    if (missing) {
      metrics.count(InferenceMeters.GAPS);
    }
    if (order == FrameOrder.GAP) {
      session.finishSegment(sink(session, champion));
      heard.segmentEnded(session, false);
      session.resumeAt(frame.firstSample());
      attend(session, champion);
    }
    return session;
  }

  private void finish(OpenSession broken, Champion champion) {
    if (canHear(broken.sampleRateHz(), champion)) {
      attend(broken, champion);
      broken.finishSegment(sink(broken, champion));
    } else {
      broken.abandon();
    }
    heard.segmentEnded(broken, true);
  }

  private void attend(OpenSession session, Champion champion) {
    long passedOver = session.attend(champion, sink(session, champion));
    if (passedOver > 0) {
      metrics.count(InferenceMeters.PASSED_OVER, passedOver);
    }
  }

  private OpenSession open(String sourceId, Head head) {
    OpenSession open = sessions.get(sourceId);
    if (open == null) {
      open = new OpenSession(sourceId, head, chunks, deletedChunks, replayDecoder);
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
