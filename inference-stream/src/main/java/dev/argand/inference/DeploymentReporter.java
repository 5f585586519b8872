package dev.argand.inference;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Micros;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.ModelDeployment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on {@code model.deployments} what this instance serves: within a quarter of a second of a
 * change, and every three seconds, so that a record that is old tells of an instance that is gone.
 * One that leaves in order takes its record away.
 */
final class DeploymentReporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeploymentReporter.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration SAY_EVERY = Duration.ofSeconds(3);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final String instanceId;
  private final String topic;
  private final Producer<String, byte[]> producer;
  private final Supplier<Optional<Standing>> standing;
  private final Clock clock;
  private final Clock steady;
  private final AvroCodec<ModelDeployment> codec = AvroCodec.of(ModelDeployment.class);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "deployment-reporter");
  private @Nullable Standing said;
  private Instant saidAt = Instant.MIN;
  private boolean failing;

  /**
   * How this instance stands.
   *
   * @param generation of the alias log, as folded
   * @param champion what it serves, if anything
   * @param failure why the newest champion could not be loaded, or empty
   * @param beside what is left out or cannot answer beside the champion, and why, or empty
   */
  record Standing(long generation, Optional<Served> champion, String failure, String beside) {}

  /** What is served, and the generation under which it is. */
  record Served(String digest, int version, long generation) {}

  /**
   * A reporter that is not started; it closes the producer.
   *
   * @param standing nothing while the alias log has not been read
   * @param clock tells when something is said
   * @param steady tells when it is due again, and is never set back
   */
  DeploymentReporter(
      String instanceId,
      String topicPrefix,
      Producer<String, byte[]> producer,
      Supplier<Optional<Standing>> standing,
      Clock clock,
      Clock steady) {
    this.instanceId = instanceId;
    this.topic = Topic.MODEL_DEPLOYMENTS.topicName(topicPrefix);
    this.producer = producer;
    this.standing = standing;
    this.clock = clock;
    this.steady = steady;
    thread.setDaemon(true);
  }

  /** A name that no other live instance has: host, process and a random number. */
  static String freshInstanceId() {
    return "%s-%d-%s"
        .formatted(
            host(), ProcessHandle.current().pid(), UUID.randomUUID().toString().substring(0, 8));
  }

  void start() {
    thread.start();
  }

  /** Says how things stand if that is due. */
  void look() {
    Instant now = steady.instant();
    standing
        .get()
        .filter(current -> !current.equals(said) || !now.isBefore(saidAt.plus(SAY_EVERY)))
        .ifPresent(this::say);
  }

  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join(CLOSE_WITHIN.toMillis());
    if (said != null) {
      producer.send(new ProducerRecord<>(topic, instanceId, null));
    }
    producer.close(CLOSE_WITHIN);
  }

  private void run() {
    try {
      do {
        lookAndSurvive();
      } while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAndSurvive() {
    try {
      look();
    } catch (KafkaException e) {
      heard(e);
    }
  }

  private void say(Standing current) {
    Optional<Served> served = current.champion();
    ModelDeployment deployment =
        new ModelDeployment(
            instanceId,
            current.generation(),
            served.map(Served::digest).orElse(null),
            served.map(Served::version).orElse(0),
            served.map(Served::generation).orElse(0L),
            current.failure(),
            Micros.of(clock.instant()),
            current.beside());
    producer.send(
        new ProducerRecord<>(topic, instanceId, codec.encode(deployment)),
        (metadata, failure) -> heard(failure));
    said = current;
    saidAt = steady.instant();
  }

  /** One line when it begins to fail and one when it works again. */
  private synchronized void heard(@Nullable Exception failure) {
    if (failure != null && !failing) {
      log.warn("What this instance serves cannot be told: {}", failure.getMessage());
    } else if (failure == null && failing) {
      log.info("What this instance serves is told again");
    }
    failing = failure != null;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
