package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.Incoming.Poison;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.ChannelSelection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Hears one frame a call: classifies the windows that it completes, forwards them, then stores.
 * Nothing is held back for a later call, so what is committed has been classified. The model is
 * read once a call.
 */
final class RecogniseProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final ModelSlot slot;
  private final ChannelSelection channels;
  private final InferenceMetrics metrics;
  private final Clock clock;
  private final FrameReader reader = new FrameReader();
  private final AvroCodec<Recognition> codec = AvroCodec.of(Recognition.class);
  private @Nullable ProcessorContext<byte[], byte[]> context;
  private @Nullable Listener listener;
  private long timestamp;
  private long modelNanos;
  private long forwardNanos;

  RecogniseProcessor(
      ModelSlot slot, ChannelSelection channels, InferenceMetrics metrics, Clock clock) {
    this.slot = slot;
    this.channels = channels;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> taskContext) {
    context = taskContext;
    listener =
        new Listener(
            taskContext.getStateStore(RecognitionTopology.HEAD_STORE),
            taskContext.getStateStore(RecognitionTopology.CHUNK_STORE),
            channels,
            metrics,
            this::classify);
  }

  @Override
  public void close() {
    // What was open is only a cache over stores that this task no longer owns.
    listener = null;
    context = null;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    long begin = System.nanoTime();
    timestamp = record.timestamp();
    modelNanos = 0;
    forwardNanos = 0;
    Incoming incoming = reader.read(record.key(), record.value());
    if (incoming instanceof Frame frame) {
      Poison misfit = hear(frame);
      if (misfit != null) {
        quarantine(record, misfit);
      }
    } else if (incoming instanceof Poison poison) {
      quarantine(record, poison);
    }
    metrics.spent(System.nanoTime() - begin, modelNanos, forwardNanos);
  }

  private @Nullable Poison hear(Frame frame) {
    if (listener == null) {
      throw new IllegalStateException("init must come first");
    }
    try (ModelSlot.Lease lease =
        slot.acquire().orElseThrow(() -> new IllegalStateException("no champion is seated"))) {
      return listener.hear(frame, lease.champion());
    }
  }

  private void classify(
      OpenSession session, Route route, Champion champion, long k, float[] features) {
    long asked = System.nanoTime();
    float[] scores = champion.model().scores(features);
    long answered = System.nanoTime();
    modelNanos += answered - asked;
    if (!RecognitionWriter.finite(scores)) {
      metrics.count(InferenceMeters.NON_FINITE);
    }
    Recognition recognition = RecognitionWriter.write(session, route, champion, k, scores);
    long endMicros = recognition.getEndTimeMicros();
    // Not the capture time: a source whose clock is wrong would have its recognitions deleted as
    // too old, or never.
    context()
        .forward(
            new Record<>(utf8(session.sourceId()), codec.encode(recognition), timestamp),
            RecognitionTopology.RECOGNITION_SINK);
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    metrics.recognised(recognition.getLabel(), recognition.getAccepted(), now - endMicros);
    forwardNanos += System.nanoTime() - answered;
  }

  private void quarantine(Record<byte[], byte[]> record, Poison poison) {
    Headers headers = new RecordHeaders(record.headers().toArray());
    headers.add(QuarantineHeader.REASON.key(), utf8(poison.reason().tag()));
    headers.add(QuarantineHeader.DETAIL.key(), utf8(poison.detail()));
    context()
        .recordMetadata()
        .ifPresent(
            from -> {
              headers.add(QuarantineHeader.TOPIC.key(), utf8(from.topic()));
              headers.add(
                  QuarantineHeader.PARTITION.key(), utf8(Integer.toString(from.partition())));
              headers.add(QuarantineHeader.OFFSET.key(), utf8(Long.toString(from.offset())));
            });
    context()
        .forward(
            new Record<>(record.key(), record.value(), record.timestamp(), headers),
            RecognitionTopology.QUARANTINE_SINK);
    metrics.quarantined(poison.reason());
  }

  private ProcessorContext<byte[], byte[]> context() {
    if (context == null) {
      throw new IllegalStateException("init must come first");
    }
    return context;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
