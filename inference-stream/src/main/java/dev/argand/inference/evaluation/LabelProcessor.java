package dev.argand.inference.evaluation;

import dev.argand.inference.RecordTime;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Label;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes labels to the desk. One that makes no sense is counted and logged, and changes nothing. */
final class LabelProcessor extends DeskProcessor {
  private static final Logger log = LoggerFactory.getLogger(LabelProcessor.class);

  static final Duration SETTLE_EVERY = Duration.ofMillis(100);

  /** A small part of what a transaction has time for, on a slow machine too. */
  static final int MOST_SETTLED_AT_ONCE = 1_000;

  private final AvroCodec<Label> codec = AvroCodec.of(Label.class);

  LabelProcessor(EvaluationMetrics metrics, RecordTime time) {
    super(metrics, time);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> taskContext) {
    super.init(taskContext);
    // By the wall's clock, for no record may come; what is judged in the end does not depend on it.
    taskContext.schedule(
        SETTLE_EVERY,
        PunctuationType.WALL_CLOCK_TIME,
        now -> desk().settleRest(MOST_SETTLED_AT_ONCE));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.key() == null || record.key().length == 0) {
      refuse(EvaluationPoison.KEY_MISMATCH, "the key must be the labelId, is missing");
      return;
    }
    String labelId = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      metrics().labelRead();
      desk().labelled(labelId, null, record.timestamp(), streamTimeMs());
      return;
    }
    try {
      take(labelId, codec.decode(record.value()), record.timestamp());
    } catch (WireFormatException e) {
      refuse(EvaluationPoison.UNDECODABLE_LABEL, String.valueOf(e.getMessage()));
    }
  }

  private void take(String labelId, Label label, long timestampMs) {
    if (!labelId.equals(label.getLabelId())) {
      refuse(
          EvaluationPoison.KEY_MISMATCH,
          "the key must be the labelId %s, is %s".formatted(label.getLabelId(), labelId));
      return;
    }
    EvaluationPoison misfit = RecordReader.misfit(label);
    if (misfit != null) {
      refuse(
          misfit,
          "label %s of source \"%s\" needs a label, and a window or an interval that is not empty"
              .formatted(labelId, label.getSourceId()));
      return;
    }
    metrics().labelRead();
    String heard = label.getLabel();
    GivenLabel given = heard == null ? null : RecordReader.given(label, heard, timestampMs);
    desk().labelled(labelId, given, timestampMs, streamTimeMs());
  }

  private void refuse(EvaluationPoison reason, String detail) {
    metrics().poison(reason);
    log.warn("A label {} is ignored, {}: {}", place(), reason.tag(), detail);
  }
}
