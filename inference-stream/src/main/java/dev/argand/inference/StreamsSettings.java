package dev.argand.inference;

import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of Kafka Streams that follow from those of an instance. */
final class StreamsSettings {
  private static final long CACHE_BYTES = 32L << 20;

  /** A quarantined record is a record of audio.frames with headers, and a chunk nearly one. */
  private static final int MAX_REQUEST_BYTES = (2 << 20) + (1 << 16);

  /** How rarely a stream thread may poll before its partitions are taken away. */
  static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(5);

  /**
   * How soon an instance that has come gets partitions whose stores it has restored meanwhile. The
   * least that there is: Streams' own ten minutes would leave a new instance idle.
   */
  private static final Duration TAKE_OVER_AFTER = Duration.ofMinutes(1);

  private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(3);

  private static final int AT_LEAST_ONCE_LINGER_MS = 5;

  private StreamsSettings() {}

  static Properties of(InferenceConfig config) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    guarantee(config, settings);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
    settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, TAKE_OVER_AFTER.toMillis());
    settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(
        producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        Math.toIntExact(config.transactionTimeout().toMillis()));
    settings.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
    membership(config, settings);
    return settings;
  }

  private static void guarantee(InferenceConfig config, Properties settings) {
    switch (config.guarantee()) {
      case EXACTLY_ONCE ->
          settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
      case AT_LEAST_ONCE -> {
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        // No commit sends what gathers: Streams' own 100 ms would be all of the latency.
        settings.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), AT_LEAST_ONCE_LINGER_MS);
        settings.put(producerPrefix(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG), true);
      }
    }
  }

  private static void membership(InferenceConfig config, Properties settings) {
    long session = config.sessionTimeout().toMillis();
    settings.put(
        mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), Math.toIntExact(session));
    settings.put(
        mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.toIntExact(Math.min(LONGEST_HEARTBEAT.toMillis(), session / 4)));
    settings.put(
        mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        Math.toIntExact(MAX_POLL_INTERVAL.toMillis()));
    if (config.instanceId() != null) {
      settings.put(
          mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instanceId());
    }
  }
}
