package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.Incoming.Poison;
import dev.argand.inference.rollout.ModelTime;
import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.inference.state.Head;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.ShedRange;
import dev.argand.signal.ChannelSelection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears one frame a call: classifies the windows that it completes, forwards them and the
 * detections that they make, then stores. Nothing is held back for a later call, so what is
 * committed has been classified. The model is read once a call. The wall clock only closes
 * detections of sources that fell silent, and sheds windows by {@link OverloadRule}.
 */
final class RecogniseProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Logger log = LoggerFactory.getLogger(RecogniseProcessor.class);
  private static final Duration LOOK_FOR_SILENCE_EVERY = Duration.ofSeconds(1);
  private static final Duration SAY_SHED_EVERY = Duration.ofMinutes(1);

  private final ModelSlot slot;
  private final ChannelSelection channels;
  private final DetectionRule detections;
  private final HearingRule hearing;
  private final ShedLog shedLog;
  private final Backlog backlog;
  private final InferenceMetrics metrics;
  private final Clock clock;
  private final Clock steady;
  private final LongSupplier servesSinceMillis;
  private final @Nullable Commits commits;
  private final AvroCodec<Recognition> codec = AvroCodec.of(Recognition.class);
  private final AvroCodec<Detection> detectionCodec = AvroCodec.of(Detection.class);
  private final AvroCodec<ClipRequest> clipCodec = AvroCodec.of(ClipRequest.class);
  private final AvroCodec<ShedRange> shedCodec = AvroCodec.of(ShedRange.class);
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable LastHeard lastHeard;
  private @Nullable Listener listener;
  private @Nullable Detector detector;
  private @Nullable Replays replays;
  private @Nullable Vanished vanished;
  private @Nullable StoredHeads heads;
  private @Nullable KeyValueStore<ChunkKey, Chunk> chunks;
  private ModelSlot.@Nullable Lease models;
  private long timestamp;
  private long ageMillis;
  private long lagMillis;
  private long saidShedAtMillis = Long.MIN_VALUE / 2;
  private boolean heardSinceLastLook;
  private long modelNanos;
  private long forwardNanos;

  RecogniseProcessor(
      ModelSlot slot,
      ChannelSelection channels,
      DetectionRule detections,
      HearingRule hearing,
      Backlog backlog,
      InferenceMetrics metrics,
      Clock clock,
      Clock steady,
      LongSupplier servesSinceMillis) {
    this(
        slot,
        channels,
        detections,
        hearing,
        backlog,
        metrics,
        clock,
        steady,
        servesSinceMillis,
        null);
  }

  /**
   * A processor of records of which some may be heard again.
   *
   * @param steady goes on as the clock does, and is never set back: tells who fell silent
   * @param servesSinceMillis when the instance had its first champion: by {@link OverloadRule}
   *     nothing waited for it before
   * @param commits what is known to be committed; null where every record is heard once
   */
  RecogniseProcessor(
      ModelSlot slot,
      ChannelSelection channels,
      DetectionRule detections,
      HearingRule hearing,
      Backlog backlog,
      InferenceMetrics metrics,
      Clock clock,
      Clock steady,
      LongSupplier servesSinceMillis,
      @Nullable Commits commits) {
    this.commits = commits;
    this.servesSinceMillis = servesSinceMillis;
    this.slot = slot;
    this.channels = channels;
    this.detections = detections;
    this.hearing = hearing;
    this.shedLog = new ShedLog(hearing.overload());
    this.backlog = backlog;
    this.metrics = metrics;
    this.clock = clock;
    this.steady = steady;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> taskContext) {
    context = taskContext;
    LastHeard table = new LastHeard(backlog, taskContext.taskId().partition(), clock, steady);
    lastHeard = table;
    StoredHeads storedHeads =
        new StoredHeads(taskContext.getStateStore(RecognitionTopology.HEAD_STORE), table);
    KeyValueStore<ChunkKey, Chunk> chunkStore =
        taskContext.getStateStore(RecognitionTopology.CHUNK_STORE);
    heads = storedHeads;
    chunks = chunkStore;
    KeyValueStore<String, SourceEvents> events =
        taskContext.getStateStore(RecognitionTopology.EVENT_STORE);
    replays =
        commits == null
            ? null
            : new Replays(
                storedHeads, chunkStore, events, commits, taskContext.taskId().partition());
    detector = new Detector(events, detections, hearing.clips(), table, metrics, new Sounds());
    listener =
        new Listener(
            storedHeads,
            chunkStore,
            replays == null ? null : replays::delete,
            channels,
            hearing.reorder(),
            metrics,
            new Heard());
    vanished = new Vanished(table, hearing.forget(), steady);
    taskContext.schedule(LOOK_FOR_SILENCE_EVERY, PunctuationType.WALL_CLOCK_TIME, this::closeIdle);
    metrics.lag(taskContext.taskId().partition(), 0);
  }

  @Override
  public void close() {
    if (context != null) {
      metrics.lag(context.taskId().partition(), 0);
    }
    // What was open is only a cache over stores that this task no longer owns. Where a standby's
    // processor begins again, another instance has heard its sources meanwhile.
    lastHeard = null;
    listener = null;
    detector = null;
    replays = null;
    vanished = null;
    heads = null;
    chunks = null;
    context = null;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    long begin = metrics.stageNanos();
    timestamp = record.timestamp();
    long now = clock.millis();
    ageMillis = Math.max(0, now - timestamp);
    lagMillis = OverloadRule.lagMillis(now, timestamp, servesSinceMillis.getAsLong());
    heardSinceLastLook = true;
    metrics.lag(context().taskId().partition(), ageMillis);
    modelNanos = 0;
    forwardNanos = 0;
    Incoming incoming = FrameReader.read(record.key(), record.value(), timestamp);
    if (incoming instanceof Frame frame) {
      Poison misfit = hear(frame);
      if (misfit != null) {
        quarantine(record, misfit);
      }
    } else if (incoming instanceof Poison poison) {
      quarantine(record, poison);
    }
    long hearingNanos = listener == null ? 0 : listener.takeHearingNanos();
    metrics.spent(metrics.stageNanos() - begin, hearingNanos, modelNanos, forwardNanos);
  }

  private @Nullable Poison hear(Frame frame) {
    if (listener == null || detector == null) {
      throw new IllegalStateException("init must come first");
    }
    try (ModelSlot.Lease lease =
        slot.acquire().orElseThrow(() -> new IllegalStateException("no champion is seated"))) {
      if (vanished != null && vanished.comesBack(frame.sourceId())) {
        erase(frame.sourceId());
      }
      lastHeard().heard(frame.sourceId());
      if (replays != null && replays.isAgain(frame.sourceId(), offset())) {
        listener.forget(frame.sourceId());
      }
      models = lease;
      Poison misfit = listener.hear(frame, timestamp, lease.serving(frame.sourceId()));
      shedLog.take().forEach(this::forward);
      if (misfit != null && heads != null && heads.get(frame.sourceId()) == null) {
        // Nothing is kept of it: names of sources that were never heard must not pile up.
        lastHeard().forget(frame.sourceId());
      }
      detector.settle();
      if (replays != null) {
        replays.heard(frame.sourceId());
      }
      return misfit;
    } catch (RuntimeException e) {
      shedLog.take();
      detector.forget();
      throw e;
    }
  }

  private void closeIdle(long nowMillis) {
    timestamp = nowMillis;
    if (heads != null) {
      lastHeard().remember(heads);
    }
    if (replays == null) {
      releaseIdle();
    } else {
      replays.begin();
    }
    detector().closeIdle();
    forgetVanished();
    if (!heardSinceLastLook) {
      metrics.lag(context().taskId().partition(), 0);
    }
    heardSinceLastLook = false;
  }

  /**
   * Gives up what a silent source waits for, under the rule by which its detections close: nothing
   * more comes, and that is no lag of ours.
   */
  private void releaseIdle() {
    if (listener == null) {
      return;
    }
    long idleMillis = detections.idle().toMillis();
    for (String source : listener.waiting()) {
      if (lastHeard().isSilent(source, idleMillis)) {
        release(source);
      }
    }
  }

  private void release(String source) {
    if (listener == null) {
      return;
    }
    lagMillis = 0;
    try (ModelSlot.Lease lease =
        slot.acquire().orElseThrow(() -> new IllegalStateException("no champion is seated"))) {
      models = lease;
      listener.release(source, lease.serving(source));
      detector().settle();
    } catch (RuntimeException e) {
      detector().forget();
      throw e;
    }
  }

  /**
   * Says the last windows of sources that no longer send, and deletes what is kept of them. Where
   * what is said and what is deleted are not one commit, a minute lies between: by then what was
   * said is acknowledged, or this thread is gone and its successor says it again.
   */
  private void forgetVanished() {
    if (vanished == null) {
      return;
    }
    for (String source : vanished.look()) {
      boolean isSaid = vanished.isSaidAgain(source);
      if (!isSaid) {
        sayLast(source);
      }
      if (isSaid || replays == null) {
        erase(source);
        vanished.gone(source);
        metrics.count(InferenceMeters.FORGOTTEN);
      }
    }
  }

  /** Of copies: the stores stay as they are. */
  private void sayLast(String source) {
    Head head = heads == null ? null : heads.get(source);
    if (head == null || head.ended() || chunks == null) {
      return;
    }
    Heads itsHead = Heads.inMemory();
    itsHead.put(source, head);
    MapStore<ChunkKey, Chunk> itsAudio = MapStore.chunks();
    try (KeyValueIterator<ChunkKey, Chunk> stored =
        chunks.range(
            ChunkKey.first(source, head.sessionId()), ChunkKey.last(source, head.sessionId()))) {
      while (stored.hasNext()) {
        KeyValue<ChunkKey, Chunk> chunk = stored.next();
        // Where frames may be heard again, what lies behind is of a life that was lost.
        if (replays == null || chunk.key.firstSample() < head.nextSample()) {
          itsAudio.put(chunk.key, chunk.value);
        }
      }
    }
    lagMillis = 0;
    try (ModelSlot.Lease lease =
        slot.acquire().orElseThrow(() -> new IllegalStateException("no champion is seated"))) {
      models = lease;
      new Listener(itsHead, itsAudio, channels, ReorderRule.NONE, metrics, new Heard())
          .leave(source, lease.serving(source));
    } finally {
      detector().forget();
    }
  }

  private void erase(String source) {
    if (listener != null) {
      listener.erase(source);
    }
    detector().erase(source);
    lastHeard().forget(source);
  }

  /** What the listener tells, in order. */
  private final class Heard implements Listener.HeardSink {
    @Override
    public void window(
        OpenSession session, Route route, Champion champion, long k, float[] features) {
      classify(session, route, champion, k, features);
    }

    @Override
    public void segmentEnded(OpenSession session, boolean sessionOver) {
      detector().segmentEnded(session.sourceId(), session.sessionId(), sessionOver);
    }
  }

  /** What the detector tells, in order. */
  private final class Sounds implements Smoother.SoundSink {
    @Override
    public void detected(Detection detection) {
      forward(detection);
    }

    @Override
    public void wanted(ClipRequest clip) {
      forward(clip);
    }
  }

  private void classify(
      OpenSession session, Route route, Champion champion, long k, float[] features) {
    Champion witness = models == null ? null : models.witness(session.sourceId(), k).orElse(null);
    if (hearing.overload().sheds(route, lagMillis)) {
      shed(session, route, champion, k);
      if (witness != null) {
        shed(session, Route.SHADOW, witness, k);
      }
      return;
    }
    long asked = metrics.stageNanos();
    float[] scores = champion.model().scores(features);
    long answered = metrics.stageNanos();
    modelNanos += answered - asked;
    if (!RecognitionWriter.finite(scores)) {
      metrics.count(InferenceMeters.NON_FINITE);
    }
    Recognition recognition =
        RecognitionWriter.write(session, route, champion, k, scores, hearing, timestamp);
    long endMicros = recognition.getEndTimeMicros();
    // Not the capture time: a source whose clock is wrong would have its recognitions deleted as
    // too old, or never.
    context()
        .forward(
            new Record<>(
                utf8(session.sourceId()),
                codec.encode(recognition),
                timestamp,
                ModelTime.header(answered - asked)),
            RecognitionTopology.RECOGNITION_SINK);
    if (route == Route.CHAMPION) {
      detector().window(recognition, champion.model());
      if (hearing.clips().audits(recognition.getWindowId())) {
        forward(ClipRequests.audit(recognition, hearing.clips().auditRate()));
      }
    }
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    metrics.recognised(recognition.getLabel(), recognition.getAccepted(), now - endMicros);
    metrics.judged(recognition.getDecision(), recognition.getQuality());
    forwardNanos += metrics.stageNanos() - answered;
    if (witness != null) {
      compare(session, witness, k, features);
    }
  }

  /** What is open may have gone on in a window that nobody heard: it closes for now. */
  private void shed(OpenSession session, Route route, Champion champion, long k) {
    shedLog.add(session, route, champion, k, ageMillis);
    metrics.shed(route);
    if (route == Route.CHAMPION) {
      detector().segmentEnded(session.sourceId(), session.sessionId(), false);
    }
    if (steady.millis() - saidShedAtMillis > SAY_SHED_EVERY.toMillis()) {
      saidShedAtMillis = steady.millis();
      log.warn(
          "Recognition of partition {} is {} s behind: windows of its {} route are shed, and listed"
              + " on {}",
          context().taskId().partition(),
          ageMillis / 1_000,
          route,
          Topic.RECOGNITIONS_SHED.topicName(""));
    }
  }

  private void forward(ShedRange range) {
    context()
        .forward(
            new Record<>(utf8(range.getSourceId()), shedCodec.encode(range), timestamp),
            RecognitionTopology.SHED_SINK);
  }

  /** The same window by a model that is only compared: whatever it does, the window stands. */
  private void compare(OpenSession session, Champion other, long k, float[] features) {
    if (hearing.overload().sheds(Route.SHADOW, lagMillis)) {
      shed(session, Route.SHADOW, other, k);
      return;
    }
    long asked = metrics.stageNanos();
    Recognition recognition;
    try {
      float[] scores = other.model().scores(features);
      recognition =
          RecognitionWriter.write(session, Route.SHADOW, other, k, scores, hearing, timestamp);
    } catch (RuntimeException e) {
      metrics.count(InferenceMeters.COMPARISONS_FAILED);
      modelNanos += metrics.stageNanos() - asked;
      if (models != null && models.failed(other.model(), String.valueOf(e))) {
        log.warn("Model {} is only compared, and cannot answer", other.model().digest(), e);
      }
      return;
    }
    long answered = metrics.stageNanos();
    modelNanos += answered - asked;
    if (models != null) {
      models.answered(other.model());
    }
    context()
        .forward(
            new Record<>(
                utf8(session.sourceId()),
                codec.encode(recognition),
                timestamp,
                ModelTime.header(answered - asked)),
            RecognitionTopology.RECOGNITION_SINK);
    forwardNanos += metrics.stageNanos() - answered;
  }

  private void forward(Detection detection) {
    context()
        .forward(
            new Record<>(
                utf8(detection.getDetectionId()), detectionCodec.encode(detection), timestamp),
            RecognitionTopology.DETECTION_SINK);
  }

  private void forward(ClipRequest clip) {
    context()
        .forward(
            new Record<>(utf8(clip.getSourceId()), clipCodec.encode(clip), timestamp),
            RecognitionTopology.CLIP_SINK);
    metrics.wanted(clip.getKind());
  }

  private void quarantine(Record<byte[], byte[]> record, Poison poison) {
    context()
        .forward(
            QuarantineRecord.of(record, poison, context().recordMetadata()),
            RecognitionTopology.QUARANTINE_SINK);
    metrics.quarantined(poison.reason());
  }

  private long offset() {
    return context()
        .recordMetadata()
        .orElseThrow(() -> new IllegalStateException("a frame must come from a topic"))
        .offset();
  }

  private ProcessorContext<byte[], byte[]> context() {
    if (context == null) {
      throw new IllegalStateException("init must come first");
    }
    return context;
  }

  private LastHeard lastHeard() {
    if (lastHeard == null) {
      throw new IllegalStateException("init must come first");
    }
    return lastHeard;
  }

  private Detector detector() {
    if (detector == null) {
      throw new IllegalStateException("init must come first");
    }
    return detector;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
