package dev.argand.runtime;

import dev.argand.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates Argand's topics where they are missing and checks those that exist. */
public final class TopicAdmin {
  private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(20);

  private TopicAdmin() {}

  /**
   * Afterwards each topic exists with its partition count. Several processes may call it at once.
   * Settings of a topic that exists are left as they are; one that makes what is read wrong, {@link
   * Topic#TIMESTAMP_TYPE}, is warned of.
   *
   * @throws TopicMismatchException if a topic exists with another partition count
   * @throws KafkaException if the cluster cannot be reached or refuses
   */
  public static void ensure(Admin admin, String prefix, Topic... topics) {
    ensure(admin, prefix, Topic::configs, topics);
  }

  /**
   * The same with the bytes of {@code audio.frames} capped over all its partitions, for one machine
   * whose disk is limited.
   */
  public static void ensureCapped(Admin admin, String prefix, long audioBytes, Topic... topics) {
    ensure(
        admin,
        prefix,
        topic -> topic == Topic.AUDIO_FRAMES ? topic.configsCappedAt(audioBytes) : topic.configs(),
        topics);
  }

  private static void ensure(
      Admin admin, String prefix, Function<Topic, Map<String, String>> configs, Topic... topics) {
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : topics) {
      if (!existsAsExpected(admin, topic, prefix)) {
        missing.add(
            new NewTopic(topic.topicName(prefix), Optional.of(topic.partitions()), Optional.empty())
                .configs(configs.apply(topic)));
      }
    }
    create(admin, missing);
    for (Topic topic : topics) {
      awaitVisible(admin, topic, prefix);
    }
    for (Topic topic : topics) {
      warnOfTimestampType(admin, topic, prefix);
    }
  }

  /** Who may not read a topic's settings can use the topic all the same. */
  private static void warnOfTimestampType(Admin admin, Topic topic, String prefix) {
    try {
      wrongTimestampType(admin, topic, prefix)
          .ifPresent(
              found ->
                  log.warn(
                      "Topic {} has {}={}, expected is {}: frames of a sender whose clock is behind"
                          + " may be given up; 'argand topics create' sets it",
                      topic.topicName(prefix),
                      Topic.TIMESTAMP_TYPE,
                      found,
                      topic.configs().get(Topic.TIMESTAMP_TYPE)));
    } catch (AuthorizationException e) {
      log.debug("Whose clock dates {} cannot be read", topic.topicName(prefix), e);
    }
  }

  /**
   * Whose clock the timestamps of a topic that exists are, where that is not as it must be.
   *
   * @return the value that was found; empty where it is right, or the topic may have any
   * @throws KafkaException if the cluster cannot be reached or refuses
   */
  public static Optional<String> wrongTimestampType(Admin admin, Topic topic, String prefix) {
    String expected = topic.configs().get(Topic.TIMESTAMP_TYPE);
    if (expected == null) {
      return Optional.empty();
    }
    ConfigResource resource = resource(topic, prefix);
    Config config =
        Objects.requireNonNull(await(admin.describeConfigs(List.of(resource)).all()).get(resource));
    ConfigEntry entry = config.get(Topic.TIMESTAMP_TYPE);
    String found = entry == null ? "" : String.valueOf(entry.value());
    return found.equals(expected) ? Optional.empty() : Optional.of(found);
  }

  /**
   * Sets whose clock the timestamps of topics that exist are, where that is wrong. Records that lie
   * there already keep theirs.
   *
   * @return names of the topics that were changed
   * @throws KafkaException if the cluster cannot be reached or refuses
   */
  public static List<String> setTimestampTypes(Admin admin, String prefix, Topic... topics) {
    List<String> changed = new ArrayList<>();
    for (Topic topic : topics) {
      if (wrongTimestampType(admin, topic, prefix).isPresent()) {
        AlterConfigOp set =
            new AlterConfigOp(
                new ConfigEntry(Topic.TIMESTAMP_TYPE, topic.configs().get(Topic.TIMESTAMP_TYPE)),
                AlterConfigOp.OpType.SET);
        await(admin.incrementalAlterConfigs(Map.of(resource(topic, prefix), List.of(set))).all());
        changed.add(topic.topicName(prefix));
      }
    }
    return changed;
  }

  private static ConfigResource resource(Topic topic, String prefix) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName(prefix));
  }

  /** A topic that the controller has made takes a moment to reach the brokers that answer. */
  private static void awaitVisible(Admin admin, Topic topic, String prefix) {
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (!existsAsExpected(admin, topic, prefix)) {
      if (System.nanoTime() > deadline) {
        throw new KafkaException(
            "topic %s was created and is still unknown after %d s"
                .formatted(topic.topicName(prefix), VISIBLE_WITHIN.toSeconds()));
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  private static boolean existsAsExpected(Admin admin, Topic topic, String prefix) {
    String name = topic.topicName(prefix);
    try {
      TopicDescription description =
          Objects.requireNonNull(
              await(admin.describeTopics(List.of(name)).allTopicNames()).get(name));
      int partitions = description.partitions().size();
      if (partitions != topic.partitions()) {
        throw new TopicMismatchException(name, topic.partitions(), partitions);
      }
      return true;
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    }
  }

  private static void create(Admin admin, List<NewTopic> topics) {
    for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
      try {
        await(created);
      } catch (TopicExistsException anotherWasFaster) {
        log.debug("A topic was created elsewhere; its partitions are checked", anotherWasFaster);
      }
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException("an answer of the cluster was expected", e.getCause());
    }
  }
}
