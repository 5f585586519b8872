package dev.argand.inference;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.argand.schemas.PoisonReason;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.ClosedBy;
import dev.argand.schemas.avro.QualityFlag;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The meters of {@link InferenceMeters}, bound to a registry. Thread-safe. */
final class InferenceMetrics {
  private static final int MAX_LABELS = 100;
  private static final String OVERFLOW = "other";

  private static final Duration[] LATENCY_BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;
  private final LongSupplier stageNanos;
  private final Map<InferenceMeters, Counter> plain = new EnumMap<>(InferenceMeters.class);
  private final Map<PoisonReason, Counter> quarantined = new EnumMap<>(PoisonReason.class);
  private final Map<ModelLoadException.Reason, Counter> loadFailures =
      new EnumMap<>(ModelLoadException.Reason.class);
  private final Map<ClosedBy, Counter> closed = new EnumMap<>(ClosedBy.class);
  private final Map<OldSession, Counter> oldSessions = new EnumMap<>(OldSession.class);
  private final Map<Suppression, Counter> suppressed = new EnumMap<>(Suppression.class);
  private final Map<WindowDecision, Counter> decisions = new EnumMap<>(WindowDecision.class);
  private final Map<QualityFlag, Counter> quality = new EnumMap<>(QualityFlag.class);
  private final Map<ClipKind, Counter> wanted = new EnumMap<>(ClipKind.class);
  private final Map<Route, Counter> shed = new EnumMap<>(Route.class);
  private final Map<Integer, AtomicLong> lagMillis = new ConcurrentHashMap<>();
  private final Map<String, LabelCounters> labels = new ConcurrentHashMap<>();
  private final Timer features;
  private final Timer store;
  private final Timer model;
  private final Timer forward;
  private final Timer latency;
  private final MultiGauge modelInfo;
  private final AtomicLong generation = new AtomicLong();
  private final AtomicLong voided = new AtomicLong();
  private volatile DoubleSupplier pollHeadroom = () -> 1;

  private record LabelCounters(Counter accepted, Counter rejected, Counter detected) {}

  InferenceMetrics(MeterRegistry registry) {
    this(registry, System::nanoTime);
  }

  /** Meters whose stages are timed by another clock than the wall's, such as a thread's CPU. */
  InferenceMetrics(MeterRegistry registry, LongSupplier stageNanos) {
    this.registry = registry;
    this.stageNanos = stageNanos;
    for (InferenceMeters meter :
        List.of(
            InferenceMeters.FRAMES,
            InferenceMeters.WINDOWS,
            InferenceMeters.DUPLICATES,
            InferenceMeters.OVERLAPS,
            InferenceMeters.ODD_TIMES,
            InferenceMeters.UNUSABLE_CHUNKS,
            InferenceMeters.REORDERED,
            InferenceMeters.GAPS,
            InferenceMeters.FUTURE_SESSIONS,
            InferenceMeters.PASSED_OVER,
            InferenceMeters.NON_FINITE,
            InferenceMeters.COMPARISONS_FAILED,
            InferenceMeters.REBUILDS,
            InferenceMeters.FORGOTTEN,
            InferenceMeters.BUSY,
            InferenceMeters.AUDIO,
            InferenceMeters.SWAPS)) {
      plain.put(meter, meter.counter(registry));
    }
    for (PoisonReason reason : PoisonReason.values()) {
      quarantined.put(reason, InferenceMeters.QUARANTINED.counter(registry, reason.tag()));
    }
    for (ModelLoadException.Reason reason : ModelLoadException.Reason.values()) {
      loadFailures.put(reason, InferenceMeters.LOAD_FAILURES.counter(registry, reason.tag()));
    }
    for (ClosedBy reason : ClosedBy.values()) {
      if (reason != ClosedBy.UNKNOWN && reason != ClosedBy.NOTHING) {
        closed.put(reason, InferenceMeters.DETECTIONS_CLOSED.counter(registry, tag(reason)));
      }
    }
    for (OldSession reason : OldSession.values()) {
      oldSessions.put(reason, InferenceMeters.OLD_SESSIONS.counter(registry, reason.tag()));
    }
    for (Suppression reason : Suppression.values()) {
      suppressed.put(reason, InferenceMeters.SUPPRESSED.counter(registry, reason.tag()));
    }
    for (ClipKind kind : List.of(ClipKind.DETECTION, ClipKind.NEAR_MISS, ClipKind.AUDIT)) {
      wanted.put(kind, InferenceMeters.CLIPS_WANTED.counter(registry, tag(kind)));
    }
    for (WindowDecision decision : WindowDecision.values()) {
      if (decision != WindowDecision.UNKNOWN) {
        decisions.put(decision, InferenceMeters.DECISIONS.counter(registry, tag(decision)));
      }
    }
    for (QualityFlag flag : QualityFlag.values()) {
      if (flag != QualityFlag.UNKNOWN) {
        quality.put(flag, InferenceMeters.QUALITY.counter(registry, tag(flag)));
      }
    }
    for (Route route : List.of(Route.CHAMPION, Route.SHADOW)) {
      shed.put(route, InferenceMeters.SHED.counter(registry, tag(route)));
    }
    features = stage("features");
    store = stage("store");
    model = stage("model");
    forward = stage("forward");
    latency =
        Timer.builder(InferenceMeters.LATENCY.meterName())
            .description(InferenceMeters.LATENCY.description())
            .serviceLevelObjectives(LATENCY_BUCKETS)
            .register(registry);
    modelInfo =
        MultiGauge.builder(InferenceMeters.MODEL_INFO.meterName())
            .description(InferenceMeters.MODEL_INFO.description())
            .register(registry);
    InferenceMeters.GENERATION.gauge(generation, AtomicLong::get).register(registry);
    InferenceMeters.VOIDED.gauge(voided, AtomicLong::get).register(registry);
    InferenceMeters.POLL_HEADROOM
        .gauge(this, own -> own.pollHeadroom.getAsDouble())
        .register(registry);
  }

  /** Counts one of a meter without tags. */
  void count(InferenceMeters meter) {
    count(meter, 1);
  }

  void count(InferenceMeters meter, double amount) {
    plain(meter).increment(amount);
  }

  void quarantined(PoisonReason reason) {
    of(quarantined, reason).increment();
  }

  void loadFailed(ModelLoadException.Reason reason) {
    of(loadFailures, reason).increment();
  }

  void recognised(String label, boolean accepted, long latencyMicros) {
    plain(InferenceMeters.WINDOWS).increment();
    LabelCounters counters = countersOf(label);
    (accepted ? counters.accepted() : counters.rejected()).increment();
    latency.record(Math.max(latencyMicros, 0), MICROSECONDS);
  }

  void judged(WindowDecision decision, List<QualityFlag> flags) {
    of(decisions, decision).increment();
    for (QualityFlag flag : flags) {
      of(quality, flag).increment();
    }
  }

  void detected(String label) {
    countersOf(label).detected().increment();
  }

  void closed(ClosedBy reason) {
    of(closed, reason).increment();
  }

  void dropped(OldSession reason) {
    of(oldSessions, reason).increment();
  }

  void suppressed(Suppression reason) {
    of(suppressed, reason).increment();
  }

  void wanted(ClipKind kind) {
    of(wanted, kind).increment();
  }

  void shed(Route route) {
    of(shed, route).increment();
  }

  /** How old the newest frame of a partition was when it was heard. */
  void lag(int partition, long millis) {
    lagMillis.computeIfAbsent(partition, this::lagGauge).set(millis);
  }

  /** Where {@link InferenceMeters#POLL_HEADROOM} comes from, once there are streams. */
  void pollHeadroom(DoubleSupplier source) {
    pollHeadroom = source;
  }

  void heard(double audioSeconds) {
    plain(InferenceMeters.FRAMES).increment();
    plain(InferenceMeters.AUDIO).increment(audioSeconds);
  }

  /** The clock that stages are timed by; only differences on one thread mean anything. */
  long stageNanos() {
    return stageNanos.getAsLong();
  }

  /**
   * Records where the time of one frame went.
   *
   * @param hearingNanos of the total, all but putting the frame in its place and storing it
   * @param modelNanos of the hearing
   * @param forwardNanos of the hearing, writing what came of it
   */
  void spent(long totalNanos, long hearingNanos, long modelNanos, long forwardNanos) {
    plain(InferenceMeters.BUSY).increment(totalNanos * 1e-9);
    features.record(hearingNanos - modelNanos - forwardNanos, NANOSECONDS);
    store.record(totalNanos - hearingNanos, NANOSECONDS);
    model.record(modelNanos, NANOSECONDS);
    forward.record(forwardNanos, NANOSECONDS);
  }

  /** Says which model is in use, in place of the one before. */
  void inUse(Champion champion) {
    generation.set(champion.generation());
    String digest = champion.model().digest();
    modelInfo.register(
        List.of(
            MultiGauge.Row.of(
                Tags.of(
                    "version", Integer.toString(champion.version()),
                    "digest", digest.substring(0, Math.min(12, digest.length()))),
                1)),
        true);
  }

  void voided(long events) {
    voided.set(events);
  }

  private LabelCounters countersOf(String label) {
    LabelCounters counters = labels.get(label);
    return counters == null ? ofLabel(label) : counters;
  }

  private synchronized LabelCounters ofLabel(String label) {
    String tag = labels.containsKey(label) || labels.size() < MAX_LABELS ? label : OVERFLOW;
    return labels.computeIfAbsent(
        tag,
        name ->
            new LabelCounters(
                InferenceMeters.RECOGNITIONS.counter(registry, name, "true"),
                InferenceMeters.RECOGNITIONS.counter(registry, name, "false"),
                InferenceMeters.DETECTIONS.counter(registry, name)));
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Timer stage(String stage) {
    return Timer.builder(InferenceMeters.STAGE.meterName())
        .description(InferenceMeters.STAGE.description())
        .tags(InferenceMeters.STAGE.tags(stage))
        .register(registry);
  }

  /** A partition that has moved to another instance stays, and says 0. */
  private AtomicLong lagGauge(int partition) {
    AtomicLong millis = new AtomicLong();
    InferenceMeters.LAG
        .gauge(millis, lag -> lag.get() / 1_000.0, Integer.toString(partition))
        .register(registry);
    return millis;
  }

  private Counter plain(InferenceMeters meter) {
    return of(plain, meter);
  }

  private static <K> Counter of(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      throw new IllegalArgumentException(key + " has no such counter");
    }
    return counter;
  }
}
