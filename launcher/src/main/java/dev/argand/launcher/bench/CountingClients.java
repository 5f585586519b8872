package dev.argand.launcher.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaClientSupplier;

/** Clients whose producers count what they send to changelogs. */
final class CountingClients implements KafkaClientSupplier {
  private final KafkaClientSupplier clients;
  private final AtomicLong changelogBytes;

  CountingClients(KafkaClientSupplier clients, AtomicLong changelogBytes) {
    this.clients = clients;
    this.changelogBytes = changelogBytes;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    Map<String, Object> counted = new HashMap<>(config);
    counted.put(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, ChangelogBytes.class.getName());
    counted.put(ChangelogBytes.COUNTER, changelogBytes);
    return clients.getProducer(counted);
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return clients.getAdmin(config);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return clients.getConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return clients.getRestoreConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return clients.getGlobalConsumer(config);
  }
}
