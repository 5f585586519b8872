package dev.argand.search.label;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Micros;
import dev.argand.schemas.SourcePartition;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.Label;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where labels are handed in. A label is an upsert by its id: checked, stamped with the time, put
 * on {@code labels} in the partition of its source, and acknowledged by Kafka before the call
 * returns. The times of one desk's labels strictly increase, so that of two labels the newer is
 * known.
 *
 * <p>The topic must exist. Thread-safe.
 */
public final class LabelDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LabelDesk.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final String topic;
  private final Clock clock;
  private final Producer<String, Label> producer;
  private final AtomicLong lastMicros = new AtomicLong();

  /** A desk on a cluster. */
  public LabelDesk(String bootstrap, String topicPrefix, Clock clock) {
    this(
        new KafkaProducer<>(
            KafkaConfigs.promptProducer(bootstrap, "argand-labels"),
            new StringSerializer(),
            AvroCodec.of(Label.class).serializer()),
        topicPrefix,
        clock);
  }

  /** With a producer, which it closes. */
  LabelDesk(Producer<String, Label> producer, String topicPrefix, Clock clock) {
    this.producer = producer;
    this.topic = Topic.LABELS.topicName(topicPrefix);
    this.clock = clock;
  }

  /**
   * Says what is wrong with a draft, before there is a desk to give it at.
   *
   * @throws LabelException if it would not be taken
   */
  public static void check(LabelDraft draft) throws LabelException {
    LabelChecks.label(draft, "fresh", 0);
  }

  /**
   * Says what is wrong with a withdrawal, before there is a desk to make it at.
   *
   * @throws LabelException if an argument is wrong
   */
  public static void checkWithdrawal(String sourceId, String labelId, String who)
      throws LabelException {
    LabelChecks.id(labelId);
    LabelChecks.source(sourceId);
    LabelChecks.who(who);
  }

  /**
   * Gives one label.
   *
   * @return the label as it stands on the topic
   * @throws LabelException if the draft is wrong: nothing is sent
   * @throws KafkaException if Kafka does not take it
   */
  public Label give(LabelDraft draft) throws LabelException {
    Label label = checked(draft);
    await(List.of(send(label)));
    log.info(
        "Label {} of source {}: \"{}\", by {}",
        label.getLabelId(),
        label.getSourceId(),
        label.getLabel(),
        label.getWho());
    return label;
  }

  /**
   * Gives many labels in one go; returns once Kafka has all of them.
   *
   * @return the labels, in the order of the drafts
   * @throws LabelException if a draft is wrong, with its number from 0: none is sent
   * @throws KafkaException if Kafka does not take them all; some may be on the topic
   */
  public List<Label> giveAll(List<LabelDraft> drafts) throws LabelException {
    List<Label> labels = new ArrayList<>(drafts.size());
    for (LabelDraft draft : drafts) {
      try {
        labels.add(checked(draft));
      } catch (LabelException e) {
        throw new LabelException("label %d: %s".formatted(labels.size(), e.getMessage()));
      }
    }
    await(sendAll(labels));
    if (!labels.isEmpty()) {
      log.info("{} labels, the first by {}", labels.size(), labels.get(0).getWho());
    }
    return labels;
  }

  /**
   * Withdraws a label. One that does not exist is withdrawn all the same: a reader then finds
   * nothing to take back.
   *
   * @throws LabelException if an argument is wrong
   * @throws KafkaException if Kafka does not take it
   */
  public void withdraw(String sourceId, String labelId, String who) throws LabelException {
    Label label =
        Label.newBuilder()
            .setLabelId(LabelChecks.id(labelId))
            .setSourceId(LabelChecks.source(sourceId))
            .setLabel(null)
            .setWho(LabelChecks.who(who))
            .setAtMicros(nextMicros())
            .build();
    await(List.of(send(label)));
    log.info("Label {} of source {}: withdrawn by {}", labelId, sourceId, label.getWho());
  }

  /** Waits up to five seconds for what is on its way. */
  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }

  private Label checked(LabelDraft draft) throws LabelException {
    return LabelChecks.label(draft, UUID.randomUUID().toString(), nextMicros());
  }

  /** Up to the first that Kafka refuses: while it is away each would take its time to fail. */
  private List<Future<?>> sendAll(List<Label> labels) {
    AtomicBoolean refused = new AtomicBoolean();
    List<Future<?>> sent = new ArrayList<>(labels.size());
    for (Label label : labels) {
      sent.add(
          producer.send(
              record(label),
              (metadata, failure) -> {
                if (failure != null) {
                  refused.set(true);
                }
              }));
      if (refused.get()) {
        break;
      }
    }
    return sent;
  }

  private Future<?> send(Label label) {
    return producer.send(record(label));
  }

  private ProducerRecord<String, Label> record(Label label) {
    int partition = SourcePartition.of(label.getSourceId(), Topic.LABELS.partitions());
    return new ProducerRecord<>(topic, partition, label.getLabelId(), label);
  }

  private void await(List<? extends Future<?>> sent) {
    try {
      producer.flush();
      for (Future<?> acknowledgement : sent) {
        acknowledgement.get();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new KafkaException(
          "Kafka did not take a label on %s: %s"
              .formatted(topic, cause == null ? e : cause.getMessage()),
          cause);
    }
  }

  private long nextMicros() {
    long now = Micros.of(clock.instant());
    return lastMicros.updateAndGet(last -> Math.max(now, last + 1));
  }
}
