package dev.argand.inference;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's clients for the streams of one instance.
 *
 * <p>With only in-memory stores Streams names its transactions after a process id that is new at
 * every start. A transaction that a killed process left open then holds readers and the restarted
 * process back until it times out. An instance with a lasting name keeps its transactional ids
 * instead: the restart fences its predecessor and aborts that transaction at once. Fencing through
 * the consumer group is as it was.
 */
public final class StreamsClients implements KafkaClientSupplier {
  private final String applicationId;
  private final @Nullable String instanceId;

  /** Clients of a named instance, or of a nameless one. */
  public StreamsClients(String applicationId, @Nullable String instanceId) {
    this.applicationId = applicationId;
    this.instanceId = instanceId;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(
        lasting(config), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  /** The same settings, but for a transactional id {@code application-instance-thread}. */
  Map<String, Object> lasting(Map<String, Object> config) {
    Object given = config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    if (instanceId == null || given == null) {
      return config;
    }
    // Streams: application, process, then the number of the thread.
    String thread = given.toString().substring(given.toString().lastIndexOf('-') + 1);
    Map<String, Object> renamed = new HashMap<>(config);
    renamed.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, applicationId + "-" + instanceId + "-" + thread);
    return renamed;
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
