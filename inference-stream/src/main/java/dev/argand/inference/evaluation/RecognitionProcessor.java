package dev.argand.inference.evaluation;

import dev.argand.inference.RecordTime;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Recognition;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the champion's recognitions to the desk. */
final class RecognitionProcessor extends DeskProcessor {
  private static final Logger log = LoggerFactory.getLogger(RecognitionProcessor.class);

  private final AvroCodec<Recognition> codec = AvroCodec.of(Recognition.class);

  RecognitionProcessor(EvaluationMetrics metrics, RecordTime time) {
    super(metrics, time);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.value() == null) {
      refuse("the record has no value");
      return;
    }
    HeardWindow window;
    try {
      Recognition recognition = codec.decode(record.value());
      if (!RecordReader.judged(recognition)) {
        return;
      }
      window = HeardWindow.of(recognition, record.timestamp());
    } catch (WireFormatException | IllegalArgumentException e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    desk().heard(window, streamTimeMs());
  }

  private void refuse(String detail) {
    metrics().poison(EvaluationPoison.BAD_RECOGNITION);
    log.warn("A recognition {} is ignored: {}", place(), detail);
  }
}
