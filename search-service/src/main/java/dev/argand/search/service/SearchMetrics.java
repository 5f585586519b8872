package dev.argand.search.service;

import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.Trigger;
import dev.argand.search.run.Progress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The service's meters, all registered when it starts. Thread-safe. */
final class SearchMetrics {
  static final List<String> PHASES =
      List.of("load", "search", "retrain", "evaluate", "thresholds", "publish", "gate");
  private static final List<RunState> OUTCOMES =
      List.of(RunState.PROMOTED, RunState.KEPT, RunState.FAILED);

  private final MeterRegistry registry;
  private final Map<String, Double> shares = new ConcurrentHashMap<>();
  private final Map<String, Long> phaseNanos = new ConcurrentHashMap<>();
  private final Map<String, Double> values = new ConcurrentHashMap<>();
  private volatile int running;
  private volatile int pending;
  private volatile @Nullable GateResult gate;
  private volatile @Nullable String phase;
  private volatile long phaseSince;

  SearchMetrics(MeterRegistry registry) {
    this.registry = registry;
    gauge(SearchMeters.RUNNING, () -> running);
    gauge(SearchMeters.LABELS_PENDING, () -> pending);
    gauge(SearchMeters.LOSS, () -> value("loss"));
    gauge(SearchMeters.ACCURACY, () -> value("accuracy"));
    gauge(SearchMeters.GAP, () -> value("gap"));
    gauge(SearchMeters.MAX_ALPHA, () -> value("maxAlpha"));
    for (String each : PHASES) {
      gauge(SearchMeters.PROGRESS, () -> shares.getOrDefault(each, Double.NaN), each);
      gauge(SearchMeters.PHASE, () -> seconds(each), each);
    }
    gauge(SearchMeters.GATE_ACCURACY, () -> gate(GateResult::getChampionAccuracy), "champion");
    gauge(SearchMeters.GATE_ACCURACY, () -> gate(GateResult::getChallengerAccuracy), "challenger");
    gauge(SearchMeters.GATE_DIFFERENCE, () -> gate(GateResult::getDifferenceLow), "low");
    gauge(SearchMeters.GATE_DIFFERENCE, () -> gate(GateResult::getDifferenceHigh), "high");
    OUTCOMES.forEach(this::runs);
    for (Trigger trigger :
        List.of(Trigger.LABELS, Trigger.ACCURACY, Trigger.PERSON, Trigger.WEBHOOK)) {
      decisions(trigger, Decision.START);
      decisions(trigger, Decision.REFUSE);
    }
  }

  void decided(Trigger trigger, Decision decision) {
    decisions(trigger, decision).increment();
  }

  void pending(int clips) {
    pending = clips;
  }

  void started() {
    running = 1;
    shares.clear();
    phaseNanos.clear();
    values.clear();
    phase = null;
  }

  void ended(RunState outcome) {
    leavePhase();
    running = 0;
    values.clear();
    runs(outcome).increment();
  }

  void judged(GateResult result) {
    gate = result;
  }

  void progress(Progress progress) {
    String now = progress.phase();
    if (!now.equals(phase)) {
      leavePhase();
      phaseSince = System.nanoTime();
      phase = now;
    }
    if (progress.total() > 0) {
      shares.put(now, (double) progress.done() / progress.total());
    }
    values.putAll(progress.values());
  }

  private void leavePhase() {
    String left = phase;
    if (left != null) {
      phaseNanos.merge(left, System.nanoTime() - phaseSince, Long::sum);
      phase = null;
    }
  }

  private double seconds(String of) {
    Long spent = phaseNanos.get(of);
    long open = of.equals(phase) ? System.nanoTime() - phaseSince : 0;
    return spent == null && open == 0 ? Double.NaN : ((spent == null ? 0 : spent) + open) / 1e9;
  }

  private double value(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  private double gate(java.util.function.ToDoubleFunction<GateResult> of) {
    GateResult newest = gate;
    return newest == null ? Double.NaN : of.applyAsDouble(newest);
  }

  private void gauge(SearchMeters meter, Supplier<Number> value, String... tagValues) {
    meter
        .gauge(value, number -> number.get().doubleValue(), tagValues)
        .strongReference(true)
        .register(registry);
  }

  private Counter runs(RunState outcome) {
    return SearchMeters.RUNS.counter(registry, lower(outcome));
  }

  private Counter decisions(Trigger trigger, Decision decision) {
    return SearchMeters.DECISIONS.counter(registry, lower(trigger), lower(decision));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
