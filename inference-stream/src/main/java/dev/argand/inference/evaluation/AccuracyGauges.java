package dev.argand.inference.evaluation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gauges of an accuracy table. Versions beyond the newest four, and names beyond their bound, are
 * summed as {@code other}. Not thread-safe.
 */
final class AccuracyGauges {
  private static final int MAX_VERSIONS = 4;
  private static final List<EvaluationMeters> METERS =
      List.of(
          EvaluationMeters.WINDOWS,
          EvaluationMeters.ACCURACY,
          EvaluationMeters.RECENT,
          EvaluationMeters.RECALL,
          EvaluationMeters.SOURCE_ACCURACY,
          EvaluationMeters.CONFUSION);

  private final BoundedTag sources;
  private final BoundedTag labels;
  private final Map<EvaluationMeters, MultiGauge> gauges = new EnumMap<>(EvaluationMeters.class);

  AccuracyGauges(MeterRegistry registry, BoundedTag sources, BoundedTag labels) {
    this.sources = sources;
    this.labels = labels;
    for (EvaluationMeters meter : METERS) {
      gauges.put(
          meter,
          MultiGauge.builder(meter.meterName())
              .baseUnit(meter.unitOrNull())
              .description(meter.description())
              .register(registry));
    }
  }

  /** Replaces every series. */
  void show(List<VersionAccuracy> newestFirst) {
    Map<List<String>, Share> all = new LinkedHashMap<>();
    Map<List<String>, Share> recent = new LinkedHashMap<>();
    Map<List<String>, Share> byLabel = new LinkedHashMap<>();
    Map<List<String>, Share> bySource = new LinkedHashMap<>();
    Map<List<String>, Share> cells = new LinkedHashMap<>();
    List<Integer> shown =
        newestFirst.stream().map(VersionAccuracy::version).distinct().limit(MAX_VERSIONS).toList();
    for (VersionAccuracy of : newestFirst) {
      String version =
          shown.contains(of.version()) ? Integer.toString(of.version()) : BoundedTag.OTHER;
      add(all, of.all(), version);
      add(recent, of.recent(), version);
      of.labels().forEach((label, share) -> add(byLabel, share, version, labels.of(label)));
      of.sources().forEach((source, share) -> add(bySource, share, version, sources.of(source)));
      of.confusion()
          .forEach(
              (meant, row) ->
                  row.forEach(
                      (said, count) ->
                          add(
                              cells,
                              new Share(count, 0),
                              version,
                              labels.of(meant),
                              labels.of(said))));
    }
    register(EvaluationMeters.WINDOWS, byLabel, false);
    register(EvaluationMeters.ACCURACY, all, true);
    register(EvaluationMeters.RECENT, recent, true);
    register(EvaluationMeters.RECALL, byLabel, true);
    register(EvaluationMeters.SOURCE_ACCURACY, bySource, true);
    register(EvaluationMeters.CONFUSION, cells, false);
  }

  private void register(
      EvaluationMeters meter, Map<List<String>, Share> shares, boolean asAccuracy) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    shares.forEach(
        (values, share) ->
            rows.add(
                MultiGauge.Row.of(
                    meter.tags(values.toArray(String[]::new)),
                    asAccuracy ? share.accuracy() : share.n())));
    Objects.requireNonNull(gauges.get(meter)).register(rows, true);
  }

  private static void add(Map<List<String>, Share> shares, Share share, String... values) {
    shares.merge(List.of(values), share, Share::plus);
  }
}
