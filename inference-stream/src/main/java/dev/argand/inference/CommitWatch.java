package dev.argand.inference;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose consumers tell what they have committed.
 *
 * <p>A commit whose answer does not come in time may have been made or not. Streams would go on and
 * commit again later; here the stream thread ends instead, and another begins where the group
 * stands, so that what is known and what is committed never part while records are heard.
 */
final class CommitWatch extends ForwardingClients implements Commits {
  private final String topic;
  private final Map<Integer, Long> committed = new ConcurrentHashMap<>();

  /**
   * A watch of one topic.
   *
   * @param clients makes the clients
   */
  CommitWatch(KafkaClientSupplier clients, String topic) {
    super(clients);
    this.topic = topic;
  }

  @Override
  public long before(int partition) {
    return committed.getOrDefault(partition, NOTHING);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    Consumer<byte[], byte[]> consumer = super.getConsumer(config);
    @SuppressWarnings("unchecked")
    Consumer<byte[], byte[]> watched =
        (Consumer<byte[], byte[]>)
            Proxy.newProxyInstance(
                Consumer.class.getClassLoader(),
                new Class<?>[] {Consumer.class},
                (proxy, method, arguments) -> call(consumer, method, arguments));
    return watched;
  }

  private @Nullable Object call(
      Consumer<byte[], byte[]> consumer, Method method, Object @Nullable [] arguments)
      throws Throwable {
    boolean isCommit = method.getName().equals("commitSync");
    try {
      Object answer = method.invoke(consumer, arguments);
      if (isCommit && arguments != null && arguments[0] instanceof Map<?, ?> offsets) {
        offsets.forEach((partition, offset) -> note(partition, offset));
      }
      return answer;
    } catch (InvocationTargetException e) {
      if (isCommit && e.getCause() instanceof TimeoutException unanswered) {
        throw new KafkaException("whether offsets were committed is not known", unanswered);
      }
      throw e.getCause();
    }
  }

  private void note(Object partition, Object offset) {
    if (partition instanceof TopicPartition of
        && of.topic().equals(topic)
        && offset instanceof OffsetAndMetadata next) {
      committed.put(of.partition(), next.offset());
    }
  }
}
