package dev.argand.inference.evaluation;

import dev.argand.runtime.LogFollower;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Evaluation;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds {@code evaluations} into the table, and shows the meters whenever it has changed. */
final class EvaluationFold implements LogFollower.Fold {
  static final String COMPONENT = "accuracy";

  private static final Logger log = LoggerFactory.getLogger(EvaluationFold.class);
  private static final long NEVER = -1;

  private final AccuracyTable table;
  private final EvaluationMetrics metrics;
  private final AvroCodec<Evaluation> codec = AvroCodec.of(Evaluation.class);
  private long shown = NEVER;

  EvaluationFold(AccuracyTable table, EvaluationMetrics metrics) {
    this.table = table;
    this.metrics = metrics;
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      metrics.poison(EvaluationPoison.BAD_EVALUATION);
      log.warn("An evaluation without a key at {} is ignored", record.offset());
      return;
    }
    String windowId = new String(record.key(), StandardCharsets.UTF_8);
    try {
      Evaluation evaluation = record.value() == null ? null : codec.decode(record.value());
      if (evaluation != null) {
        metrics.folded(evaluation);
      }
      table.fold(record.partition(), record.timestamp(), windowId, evaluation);
    } catch (WireFormatException e) {
      metrics.poison(EvaluationPoison.BAD_EVALUATION);
      log.warn("The evaluation of {} cannot be read and is ignored: {}", windowId, e.getMessage());
    }
  }

  @Override
  public void restarted() {
    table.clear();
  }

  @Override
  public void upToDate() {
    long changes = table.changes();
    if (changes != shown) {
      metrics.show(table);
      shown = changes;
    }
  }
}
