package dev.argand.search.service;

import dev.argand.runtime.Producers;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes decisions and progress. Thread-safe. */
final class CircleWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CircleWriter.class);
  private static final AvroCodec<SearchDecision> DECISIONS = AvroCodec.of(SearchDecision.class);
  private static final AvroCodec<SearchProgress> PROGRESS = AvroCodec.of(SearchProgress.class);

  private final String requests;
  private final String progress;
  private final Producer<String, byte[]> producer;

  CircleWriter(Producers producers, String topicPrefix) {
    this.requests = Topic.SEARCH_REQUESTS.topicName(topicPrefix);
    this.progress = Topic.SEARCH_PROGRESS.topicName(topicPrefix);
    this.producer = producers.open("argand-search");
  }

  /**
   * Returns once the decision stands on the topic. It is tried until then: a decision that may or
   * may not have been written is written again under the same id, which readers take for one.
   */
  void decide(SearchDecision decision) throws InterruptedException {
    Persistence.until(
        "a decision on " + requests,
        () -> acknowledged(requests, decision.getRequestId(), DECISIONS.encode(decision)));
  }

  /** Returns once the progress stands on the topic. */
  void tell(SearchProgress step) throws InterruptedException {
    Persistence.until(
        "the state of run " + step.getRunId(),
        () -> acknowledged(progress, step.getRunId(), PROGRESS.encode(step)));
  }

  /** Sends progress that may be lost. */
  void mention(SearchProgress step) {
    producer.send(
        new ProducerRecord<>(progress, step.getRunId(), PROGRESS.encode(step)),
        (metadata, failure) -> {
          if (failure != null) {
            LOG.warn("Progress of run {} was not written: {}", step.getRunId(), failure.toString());
          }
        });
  }

  private Long acknowledged(String topic, String key, byte[] value) {
    try {
      return producer.send(new ProducerRecord<>(topic, key, value)).get().offset();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException("sending to " + topic + " failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
