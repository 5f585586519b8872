package dev.argand.launcher;

import dev.argand.runtime.Producers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Producers whose process is gone at one moment of a run, as if it had been killed. */
final class DyingProducers implements Producers {
  /** What a shell reports of a killed process. */
  static final int KILLED = 137;

  private final Producers producers;
  private final Death death;

  DyingProducers(Producers producers, Death death) {
    this.producers = producers;
    this.death = death;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Producer<String, byte[]> open(String clientId) {
    Producer<String, byte[]> producer = producers.open(clientId);
    return (Producer<String, byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> call(producer, method, arguments));
  }

  private Object call(Producer<String, byte[]> producer, Method method, Object[] arguments)
      throws Throwable {
    boolean isTheEnd = method.getName().equals("send") && isAt((ProducerRecord<?, ?>) arguments[0]);
    if (isTheEnd && !death.isAfter()) {
      Runtime.getRuntime().halt(KILLED);
    }
    Object result;
    try {
      result = method.invoke(producer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (isTheEnd) {
      ((Future<?>) result).get();
      Runtime.getRuntime().halt(KILLED);
    }
    return result;
  }

  private boolean isAt(ProducerRecord<?, ?> record) {
    return record.value() != null && death.isAt(record.topic(), (byte[]) record.value());
  }
}
