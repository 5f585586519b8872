package dev.argand.inference.evaluation;

import dev.argand.inference.RecordTime;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.Evaluation;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A processor beside the stores of its task, which forwards what changes as records. */
abstract class DeskProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final EvaluationMetrics metrics;
  private final RecordTime time;
  private final AvroCodec<Evaluation> evaluations = AvroCodec.of(Evaluation.class);
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable Desk desk;

  DeskProcessor(EvaluationMetrics metrics, RecordTime time) {
    this.metrics = metrics;
    this.time = time;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> taskContext) {
    context = taskContext;
    desk =
        new Desk(
            taskContext.getStateStore(EvaluationTopology.WINDOW_STORE),
            taskContext.getStateStore(EvaluationTopology.LABEL_STORE),
            taskContext.getStateStore(EvaluationTopology.INDEX_STORE),
            metrics,
            this::forward);
  }

  final EvaluationMetrics metrics() {
    return metrics;
  }

  final Desk desk() {
    if (desk == null) {
      throw new IllegalStateException("init must come first");
    }
    return desk;
  }

  /**
   * The newest record's time. What was committed as such may be of a clock that was days ahead and
   * is right again, so it is bounded here too.
   */
  final long streamTimeMs() {
    return time.bounded(context().currentStreamTimeMs());
  }

  /** Where the present record stands, for a log line. */
  final String place() {
    return context()
        .recordMetadata()
        .map(at -> "at %s-%d@%d".formatted(at.topic(), at.partition(), at.offset()))
        .orElse("of an unknown place");
  }

  /** Stamped with the newest record's time, so that a reader knows when a window is final. */
  private void forward(String windowId, @Nullable Evaluation evaluation) {
    byte[] value = evaluation == null ? null : evaluations.encode(evaluation);
    context()
        .forward(
            new Record<>(windowId.getBytes(StandardCharsets.UTF_8), value, streamTimeMs()),
            EvaluationTopology.SINK);
  }

  private ProcessorContext<byte[], byte[]> context() {
    if (context == null) {
      throw new IllegalStateException("init must come first");
    }
    return context;
  }
}
