package dev.argand.launcher;

import dev.argand.inference.ForwardingClients;
import dev.argand.signal.CounterRandom;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Clients whose producers hold records of one topic back for a random while, so that a kill often
 * finds changelogs acknowledged and outputs not even sent. A producer may do so: it keeps the order
 * within a partition only. A flush or a commit still ends with everything sent.
 */
final class DelayedSends extends ForwardingClients {
  private static final int LONGEST_DELAY_MS = 120;

  private final String topic;
  private final CounterRandom random;

  DelayedSends(KafkaClientSupplier clients, String topic, CounterRandom random) {
    super(clients);
    this.topic = topic;
    this.random = random;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    Held held = new Held(super.getProducer(config));
    @SuppressWarnings("unchecked")
    Producer<byte[], byte[]> producer =
        (Producer<byte[], byte[]>)
            Proxy.newProxyInstance(
                Producer.class.getClassLoader(),
                new Class<?>[] {Producer.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "send" -> {
                      return held.send(arguments);
                    }
                    case "flush", "commitTransaction" -> held.releaseAfterTheOthers();
                    // What a commit has not asked for may be lost.
                    case "close", "abortTransaction" -> held.queue.clear();
                    default -> {
                      // Metrics are read by other threads.
                    }
                  }
                  try {
                    return method.invoke(held.producer, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return producer;
  }

  /** Used by its stream thread alone, like the producer itself. */
  private final class Held {
    private final Producer<byte[], byte[]> producer;
    private final Queue<Send> queue = new ArrayDeque<>();

    private record Send(ProducerRecord<byte[], byte[]> record, Callback callback, long dueNanos) {}

    Held(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    @SuppressWarnings("unchecked")
    Object send(Object[] arguments) {
      release(System.nanoTime());
      ProducerRecord<byte[], byte[]> record = (ProducerRecord<byte[], byte[]>) arguments[0];
      Callback callback =
          arguments.length > 1 ? (Callback) arguments[1] : (metadata, exception) -> {};
      if (!record.topic().equals(topic)) {
        return producer.send(record, callback);
      }
      long delay = random.nextInt(LONGEST_DELAY_MS) * 1_000_000L;
      queue.add(new Send(record, callback, System.nanoTime() + delay));
      return new CompletableFuture<>();
    }

    /** Whatever else was sent is acknowledged for a while before what is held back leaves. */
    void releaseAfterTheOthers() throws InterruptedException {
      if (!queue.isEmpty()) {
        producer.flush();
        Thread.sleep(random.nextInt(LONGEST_DELAY_MS));
        release(Long.MAX_VALUE);
      }
    }

    void release(long nowNanos) {
      while (!queue.isEmpty() && queue.peek().dueNanos() <= nowNanos) {
        Send send = queue.remove();
        producer.send(send.record(), send.callback());
      }
    }
  }
}
