package dev.argand.inference.evaluation;

import dev.argand.schemas.avro.Evaluation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The counters of {@link EvaluationMeters}, bound to a registry. Thread-safe. */
final class EvaluationMetrics {
  private static final int MAX_SOURCES = 50;
  private static final int MAX_LABELS = 60;

  private final BoundedTag sources = new BoundedTag(MAX_SOURCES);
  private final BoundedTag labels = new BoundedTag(MAX_LABELS);
  private final Counter labelsRead;
  private final Counter overflow;
  private final Map<EvaluationPoison, Counter> poison = new EnumMap<>(EvaluationPoison.class);
  private final Map<RecordKind, Counter> late = new EnumMap<>(RecordKind.class);
  private final Map<RecordKind, Counter> expired = new EnumMap<>(RecordKind.class);
  private final AccuracyGauges gauges;

  EvaluationMetrics(MeterRegistry registry) {
    labelsRead = EvaluationMeters.LABELS.counter(registry);
    overflow = EvaluationMeters.OVERFLOW.counter(registry);
    for (EvaluationPoison reason : EvaluationPoison.values()) {
      poison.put(reason, EvaluationMeters.POISON.counter(registry, reason.tag()));
    }
    for (RecordKind kind : RecordKind.values()) {
      late.put(kind, EvaluationMeters.LATE.counter(registry, kind.tag()));
      expired.put(kind, EvaluationMeters.EXPIRED.counter(registry, kind.tag()));
    }
    gauges = new AccuracyGauges(registry, sources, labels);
  }

  void labelRead() {
    labelsRead.increment();
  }

  void poison(EvaluationPoison reason) {
    Objects.requireNonNull(poison.get(reason)).increment();
  }

  void late(RecordKind kind) {
    Objects.requireNonNull(late.get(kind)).increment();
  }

  void expired(RecordKind kind) {
    Objects.requireNonNull(expired.get(kind)).increment();
  }

  /** Gives the evaluation's source and labels their names while there is room. */
  void folded(Evaluation evaluation) {
    boolean source = named(sources, evaluation.getSourceId());
    boolean meant = named(labels, evaluation.getMeant());
    boolean said = named(labels, evaluation.getSaid());
    if (!source || !meant || !said) {
      overflow.increment();
    }
  }

  /** Shows what the table says now, and nothing that it no longer says. */
  void show(AccuracyTable table) {
    gauges.show(table.snapshot());
  }

  private static boolean named(BoundedTag tag, String name) {
    return tag.of(name).equals(name);
  }
}
