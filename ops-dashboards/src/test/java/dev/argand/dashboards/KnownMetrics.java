package dev.argand.dashboards;

import dev.argand.inference.InferenceMeters;
import dev.argand.inference.evaluation.EvaluationMeters;
import dev.argand.ingest.IngestMeter;
import dev.argand.runtime.DeclaredMeter;
import dev.argand.search.service.SearchMeters;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The metrics that a scrape of Argand can hold, with the labels of each: of the services' own
 * meters by the rules that Micrometer names them with, and the few of the JVM, the process and
 * Kafka that are used. That those exist is shown by a real scrape, in the launcher's DashboardsIT.
 */
final class KnownMetrics {
  /** What a Prometheus server adds to every series. */
  static final Set<String> TARGET_LABELS = Set.of("job", "instance");

  /** Metrics that no enum of ours declares. */
  static final Map<String, Set<String>> DECLARED =
      Map.ofEntries(
          Map.entry("up", Set.of()),
          Map.entry("jvm_gc_pause_seconds_sum", Set.of("action", "cause", "gc")),
          Map.entry("jvm_memory_used_bytes", Set.of("area", "id")),
          Map.entry("jvm_threads_live_threads", Set.of()),
          Map.entry("process_cpu_usage", Set.of()),
          Map.entry("process_memory_resident_bytes", Set.of()),
          Map.entry("process_start_time_seconds", Set.of()),
          Map.entry("process_uptime_seconds", Set.of()),
          Map.entry("system_cpu_usage", Set.of()),
          Map.entry(
              "kafka_consumer_fetch_manager_records_lag_max", Set.of("client_id", "kafka_version")),
          Map.entry("kafka_stream_alive_stream_threads", Set.of("client_id", "kafka_version")),
          Map.entry(
              "kafka_stream_failed_stream_threads_total", Set.of("client_id", "kafka_version")));

  private static final NamingConvention NAMING = new PrometheusNamingConvention();

  /** Meters that are not counters, by Micrometer's name. */
  private static final Set<String> GAUGES =
      Set.of(
          InferenceMeters.MODEL_INFO.meterName(),
          InferenceMeters.GENERATION.meterName(),
          InferenceMeters.VOIDED.meterName(),
          InferenceMeters.LAG.meterName(),
          InferenceMeters.POLL_HEADROOM.meterName(),
          EvaluationMeters.WINDOWS.meterName(),
          EvaluationMeters.ACCURACY.meterName(),
          EvaluationMeters.RECENT.meterName(),
          EvaluationMeters.RECALL.meterName(),
          EvaluationMeters.SOURCE_ACCURACY.meterName(),
          EvaluationMeters.CONFUSION.meterName(),
          SearchMeters.RUNNING.meterName(),
          SearchMeters.PROGRESS.meterName(),
          SearchMeters.PHASE.meterName(),
          SearchMeters.GATE_ACCURACY.meterName(),
          SearchMeters.GATE_DIFFERENCE.meterName(),
          SearchMeters.LABELS_PENDING.meterName(),
          SearchMeters.LOSS.meterName(),
          SearchMeters.ACCURACY.meterName(),
          SearchMeters.GAP.meterName(),
          SearchMeters.MAX_ALPHA.meterName(),
          IngestMeter.SOURCES.meterName());

  private static final Set<String> TIMERS = Set.of(InferenceMeters.STAGE.meterName());

  private static final Set<String> HISTOGRAMS = Set.of(InferenceMeters.LATENCY.meterName());

  private final Map<String, Set<String>> labels = new TreeMap<>(DECLARED);

  KnownMetrics() {
    Stream.of(
            InferenceMeters.values(),
            EvaluationMeters.values(),
            SearchMeters.values(),
            IngestMeter.values())
        .<DeclaredMeter>flatMap(Stream::of)
        .forEach(this::add);
  }

  /** Label names by the metric's name. */
  Map<String, Set<String>> labels() {
    return Map.copyOf(labels);
  }

  /** Adds what a recording rule makes. */
  void addRecorded(String metric, Set<String> labelNames) {
    labels.put(metric, Set.copyOf(labelNames));
  }

  private void add(DeclaredMeter declared) {
    String meter = declared.meterName();
    String baseUnit = declared.baseUnit();
    Set<String> tags = new HashSet<>();
    declared.tagKeys().forEach(key -> tags.add(NAMING.tagKey(key)));
    if (TIMERS.contains(meter) || HISTOGRAMS.contains(meter)) {
      String name = name(meter, Meter.Type.TIMER, baseUnit);
      labels.put(name + "_count", tags);
      labels.put(name + "_sum", tags);
      labels.put(name + "_max", tags);
      if (HISTOGRAMS.contains(meter)) {
        Set<String> buckets = new HashSet<>(tags);
        buckets.add("le");
        labels.put(name + "_bucket", buckets);
      }
    } else if (GAUGES.contains(meter)) {
      labels.put(gauge(meter, baseUnit), tags);
    } else {
      labels.put(total(name(meter, Meter.Type.COUNTER, baseUnit)), tags);
    }
  }

  /** A gauge whose name ends in .info becomes an info metric, which has that suffix again. */
  private static String gauge(String meter, String baseUnit) {
    String name = name(meter, Meter.Type.GAUGE, baseUnit);
    return meter.endsWith(".info") && !name.endsWith("_info") ? name + "_info" : name;
  }

  private static String name(String meter, Meter.Type type, String baseUnit) {
    return NAMING.name(meter, type, baseUnit.isEmpty() ? null : baseUnit);
  }

  /** The convention leaves a counter's suffix to the client library. */
  private static String total(String name) {
    return name.endsWith("_total") ? name : name + "_total";
  }
}
