package dev.argand.launcher.bench;

import dev.argand.inference.ForwardingClients;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaClientSupplier;

/** Clients whose producers count what they send to changelogs. */
final class CountingClients extends ForwardingClients {
  private final AtomicLong changelogBytes;

  CountingClients(KafkaClientSupplier clients, AtomicLong changelogBytes) {
    super(clients);
    this.changelogBytes = changelogBytes;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    Map<String, Object> counted = new HashMap<>(config);
    counted.put(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG, ChangelogBytes.class.getName());
    counted.put(ChangelogBytes.COUNTER, changelogBytes);
    return super.getProducer(counted);
  }
}
