package dev.argand.runtime;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Settings of Kafka's clients that hold for all of Argand. Serialisers are not among them: hand
 * them to the client. Each call gives a fresh map that the caller may add to.
 */
public final class KafkaConfigs {
  /** Where every service of a process finds Kafka. */
  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text(
          "bootstrap-servers", "127.0.0.1:9092", "Kafka's addresses, host:port, comma-separated.");

  /** What the topics of one installation begin with, so that several can share a cluster. */
  public static final Setting<String> TOPIC_PREFIX =
      Setting.of(
          "topic-prefix",
          "at most 100 of a-z, A-Z, 0-9, dot, dash and underscore",
          KafkaConfigs::topicPrefix,
          "",
          "What every topic's name begins with.");

  /** Room for the largest record of any topic, quarantine included, and its headers. */
  private static final int MAX_REQUEST_BYTES = (2 << 20) + (1 << 16);

  private static final int PROMPT_MS = 10_000;

  private KafkaConfigs() {}

  /**
   * An idempotent producer that waits for all replicas. Records gather for 5 ms; one that cannot be
   * delivered in two minutes fails.
   */
  public static Map<String, Object> producer(String bootstrapServers, String clientId) {
    Map<String, Object> configs = client(bootstrapServers, clientId);
    configs.put(ProducerConfig.ACKS_CONFIG, "all");
    configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    configs.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    configs.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
    return configs;
  }

  /**
   * The same for someone who waits for the answer: a record that cannot be delivered fails within
   * ten seconds.
   */
  public static Map<String, Object> promptProducer(String bootstrapServers, String clientId) {
    Map<String, Object> configs = producer(bootstrapServers, clientId);
    configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PROMPT_MS);
    configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PROMPT_MS);
    // A delivery takes no less than a request and the gathering before it.
    configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PROMPT_MS / 2);
    return configs;
  }

  /**
   * A consumer that reads what is committed, from the earliest record where it has no offset, and
   * commits only when told to.
   *
   * @param groupId null for a reader outside every group
   */
  public static Map<String, Object> consumer(
      String bootstrapServers, String clientId, @Nullable String groupId) {
    Map<String, Object> configs = client(bootstrapServers, clientId);
    configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configs.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    if (groupId != null) {
      configs.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    }
    return configs;
  }

  /** An admin client that gives up after 30 seconds. */
  public static Map<String, Object> admin(String bootstrapServers, String clientId) {
    Map<String, Object> configs = client(bootstrapServers, clientId);
    configs.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    configs.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
    return configs;
  }

  private static String topicPrefix(String text) {
    if (!text.matches("[a-zA-Z0-9._-]{0,100}")) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static Map<String, Object> client(String bootstrapServers, String clientId) {
    Map<String, Object> configs = new HashMap<>();
    configs.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    configs.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    // A broker that comes back is found again within a second.
    configs.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    return configs;
  }
}
