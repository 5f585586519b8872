package dev.argand.ingest;

import dev.argand.schemas.avro.AudioFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one session's frames to Kafka in their order, all of them.
 *
 * <p>At most 32 frames (3.2 s of audio) are on their way; beyond that it blocks, so that a broker
 * that is away holds the source up and loses nothing. The producer itself repeats within its
 * delivery timeout. A frame that Kafka did not take by then may have been overtaken by its
 * successors, and its order is lost: it and all frames after it are sent again as a new session,
 * which a reader takes as a reconnect. Audio may then be published twice, in two sessions; it is
 * never left out. Only a refusal that no repetition mends (a record too large, no permission) ends
 * the source.
 *
 * <p>Not thread-safe.
 */
final class OrderedDelivery {
  private static final Logger log = LoggerFactory.getLogger(OrderedDelivery.class);
  private static final int MAX_PENDING = 32;

  @SuppressWarnings("ArrayRecordComponent") // A frame's PCM is handed on, not copied.
  private record Pending(long sample, byte[] pcm, boolean last, Future<?> acknowledgement) {}

  private final Producer<String, AudioFrame> producer;
  private final String topic;
  private final SessionIds sessionIds;
  private final IngestCounters counters;
  private final Duration patience;
  private final Consumer<String> trouble;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private Session session;

  /**
   * @param patience how long a frame may be on its way before that is told
   * @param trouble told what is waited for, and an empty line once it is over
   */
  OrderedDelivery(
      Producer<String, AudioFrame> producer,
      String topic,
      Session session,
      SessionIds sessionIds,
      IngestCounters counters,
      Duration patience,
      Consumer<String> trouble) {
    this.producer = producer;
    this.topic = topic;
    this.session = session;
    this.sessionIds = sessionIds;
    this.counters = counters;
    this.patience = patience;
    this.trouble = trouble;
  }

  /**
   * Sends the next frame; waits while too many are on their way.
   *
   * @param pcm is kept: do not change it
   * @throws IOException if Kafka refuses for good
   */
  void send(long sample, byte[] pcm, boolean last) throws IOException, InterruptedException {
    while (pending.size() >= MAX_PENDING || headIsDone()) {
      settleOldest();
    }
    pending.add(dispatch(sample, pcm, last));
  }

  /** The session that frames are sent in. */
  String sessionId() {
    return session.sessionId();
  }

  /** Sends all that follows in another session of the same source and format. */
  void goOnAs(Session another) {
    session = another;
  }

  /**
   * Returns once Kafka has every frame.
   *
   * @throws IOException if Kafka refuses for good
   */
  void finish() throws IOException, InterruptedException {
    while (!pending.isEmpty()) {
      settleOldest();
    }
  }

  private boolean headIsDone() {
    Pending oldest = pending.peek();
    return oldest != null && oldest.acknowledgement().isDone();
  }

  private void settleOldest() throws IOException, InterruptedException {
    Pending oldest = pending.element();
    try {
      awaitTelling(oldest);
      pending.remove();
      counters.acknowledged(oldest.pcm().length, session.format().bytesPerSampleFrame());
      trouble.accept("");
    } catch (ExecutionException e) {
      sendAllAgain(oldest, e.getCause() == null ? e : e.getCause());
    }
  }

  private void awaitTelling(Pending frame) throws ExecutionException, InterruptedException {
    try {
      frame.acknowledgement().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      trouble.accept("waiting for Kafka, which has not taken a frame for a while");
      frame.acknowledgement().get();
    }
  }

  private void sendAllAgain(Pending failed, Throwable cause)
      throws IOException, InterruptedException {
    if (!(cause instanceof RetriableException)) {
      throw new IOException(
          "Kafka refuses frames of source %s on %s: %s"
              .formatted(session.sourceId(), topic, cause.getMessage()),
          cause);
    }
    log.warn("Source {}: Kafka did not take a frame: {}", session.sourceId(), cause.getMessage());
    trouble.accept("waiting for Kafka: " + cause.getMessage());
    counters.failed(IngestError.REDELIVERED);
    Deque<Pending> again = new ArrayDeque<>(pending);
    for (Pending frame : again) {
      awaitOutcome(frame);
    }
    session = session.from(failed.sample(), sessionIds.next(session.sourceId()));
    counters.sessionBegun();
    pending.clear();
    for (Pending frame : again) {
      pending.add(dispatch(frame.sample(), frame.pcm(), frame.last()));
    }
  }

  private static void awaitOutcome(Pending frame) throws InterruptedException {
    try {
      frame.acknowledgement().get();
    } catch (ExecutionException | CancellationException e) {
      log.debug("The frame at sample {} failed as well", frame.sample(), e);
    }
  }

  private Pending dispatch(long sample, byte[] pcm, boolean last)
      throws IOException, InterruptedException {
    AudioFrame frame = session.frame(sample, pcm, last);
    try {
      return new Pending(
          sample, pcm, last, producer.send(new ProducerRecord<>(topic, session.sourceId(), frame)));
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("while sending to Kafka");
    } catch (KafkaException | IllegalStateException e) {
      throw new IOException(
          "Kafka's producer cannot send for source %s: %s"
              .formatted(session.sourceId(), e.getMessage()),
          e);
    }
  }
}
