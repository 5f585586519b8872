package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Evaluation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluationMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EvaluationMetrics metrics = new EvaluationMetrics(registry);
  private final AccuracyTable table = new AccuracyTable();

  @Test
  void everyMeter_isRegisteredWithItsTags() {
    fold("a", AccuracyTableTest.evaluation("a", "porch", "dog", "cat", 3, 1));
    metrics.show(table);

    for (EvaluationMeters declared : EvaluationMeters.values()) {
      assertThat(registry.find(declared.meterName()).meters())
          .as(declared.meterName())
          .isNotEmpty()
          .allSatisfy(meter -> assertThat(keys(meter)).hasSameElementsAs(declared.tagKeys()));
    }
  }

  @Test
  void prometheusNames_areAsDocumented() {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    table.fold(0, 0, "a", AccuracyTableTest.evaluation("a", "porch", "dog", "cat", 3, 1));
    new EvaluationMetrics(prometheus).show(table);

    assertThat(prometheus.scrape().lines().filter(line -> !line.startsWith("#")))
        .map(line -> line.replaceAll("[{ ].*", ""))
        .containsOnly(
            "argand_evaluation_windows",
            "argand_evaluation_accuracy",
            "argand_evaluation_accuracy_recent",
            "argand_evaluation_label_recall",
            "argand_evaluation_source_accuracy",
            "argand_evaluation_confusion_windows",
            "argand_evaluation_labels_total",
            "argand_evaluation_poison_records_total",
            "argand_evaluation_late_records_total",
            "argand_evaluation_expired_records_total",
            "argand_evaluation_tags_overflow_evaluations_total");
  }

  @Test
  void gauges_areTheTable_andGoDown() {
    fold("a", AccuracyTableTest.evaluation("a", "porch", "dog", "dog", 3, 1));
    fold("b", AccuracyTableTest.evaluation("b", "porch", "dog", "cat", 3, 2));
    fold("c", AccuracyTableTest.evaluation("c", "yard", "cat", "cat", 3, 3));
    metrics.show(table);
    assertThat(gauge(EvaluationMeters.WINDOWS, "version", "3", "label", "dog")).isEqualTo(2);
    assertThat(gauge(EvaluationMeters.ACCURACY, "version", "3")).isEqualTo(2.0 / 3);
    assertThat(gauge(EvaluationMeters.RECENT, "version", "3")).isEqualTo(2.0 / 3);
    assertThat(gauge(EvaluationMeters.RECALL, "version", "3", "label", "dog")).isEqualTo(0.5);
    assertThat(gauge(EvaluationMeters.SOURCE_ACCURACY, "version", "3", "source", "yard"))
        .isEqualTo(1);
    assertThat(gauge(EvaluationMeters.CONFUSION, "version", "3", "meant", "dog", "said", "cat"))
        .isEqualTo(1);

    table.fold(0, 0, "b", null);
    table.fold(0, 0, "c", null);
    metrics.show(table);
    assertThat(gauge(EvaluationMeters.WINDOWS, "version", "3", "label", "dog")).isEqualTo(1);
    assertThat(gauge(EvaluationMeters.ACCURACY, "version", "3")).isEqualTo(1);
    assertThat(registry.find(EvaluationMeters.WINDOWS.meterName()).gauges()).hasSize(1);
    assertThat(registry.find(EvaluationMeters.SOURCE_ACCURACY.meterName()).gauges()).hasSize(1);
    assertThat(registry.find(EvaluationMeters.CONFUSION.meterName()).gauges()).hasSize(1);
  }

  @Test
  void tags_areBounded_andTheRestIsSummed() {
    for (int i = 0; i < 70; i++) {
      String windowId = "w" + i;
      String label = "label-" + i;
      fold(
          windowId,
          AccuracyTableTest.evaluation(windowId, "source-" + i, label, label, 1 + i % 7, i));
    }
    metrics.show(table);

    assertThat(values(EvaluationMeters.ACCURACY, "version"))
        .containsExactlyInAnyOrder("7", "6", "5", "4", "other");
    assertThat(values(EvaluationMeters.SOURCE_ACCURACY, "source")).hasSize(51).contains("other");
    assertThat(values(EvaluationMeters.RECALL, "label")).hasSize(61).contains("other");
    assertThat(registry.get(EvaluationMeters.OVERFLOW.meterName()).counter().count()).isEqualTo(20);
    double windows =
        registry.find(EvaluationMeters.WINDOWS.meterName()).gauges().stream()
            .mapToDouble(gauge -> gauge.value())
            .sum();
    assertThat(windows).isEqualTo(70);
  }

  private void fold(String windowId, Evaluation evaluation) {
    metrics.folded(evaluation);
    table.fold(0, 0, windowId, evaluation);
  }

  private double gauge(EvaluationMeters meter, String... tags) {
    return registry.get(meter.meterName()).tags(tags).gauge().value();
  }

  private Set<String> values(EvaluationMeters meter, String key) {
    Set<String> values = new HashSet<>();
    registry.find(meter.meterName()).meters().forEach(m -> values.add(m.getId().getTag(key)));
    return values;
  }

  private static Set<String> keys(Meter meter) {
    Set<String> keys = new HashSet<>();
    for (Tag tag : meter.getId().getTags()) {
      keys.add(tag.getKey());
    }
    return keys;
  }
}
