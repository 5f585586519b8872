package dev.argand.search.service;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries what needs Kafka until Kafka is there: a broker that restarts must not end a run. */
final class Persistence {
  private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
  private static final long PAUSE_MS = 500;

  private Persistence() {}

  /** Work that may fail for want of a broker. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T work() throws E, InterruptedException;
  }

  /**
   * The result of the first try that does not fail in Kafka.
   *
   * @throws InterruptedException when this thread is
   * @throws WakeupException when its consumer is woken up
   */
  static <T, E extends Exception> T until(String what, Work<T, E> work)
      throws E, InterruptedException {
    while (true) {
      try {
        return work.work();
      } catch (InterruptException e) {
        Thread.interrupted();
        throw interrupted(e);
      } catch (WakeupException e) {
        throw e;
      } catch (KafkaException e) {
        LOG.warn("Kafka did not take or give {}, trying again: {}", what, e.getMessage());
        Thread.sleep(PAUSE_MS);
      }
    }
  }

  private static InterruptedException interrupted(InterruptException cause) {
    InterruptedException e = new InterruptedException("interrupted while waiting for Kafka");
    e.initCause(cause);
    return e;
  }
}
