package dev.argand.search.service;

import dev.argand.network.bundle.BundleStoreException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries what needs Kafka, or a bundle store, until it is there: a broker that restarts, or a bucket
 * that is away, must not end a run.
 */
final class Persistence {
  private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
  private static final long PAUSE_MS = 500;
  private static final long LONGEST_PAUSE_MS = 30_000;

  /** A store that says no is asked so often, which takes about two minutes. */
  static final int REFUSALS = 9;

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

  /**
   * The same for work that needs a bundle store too. One that is away is waited for; one that is
   * there and refuses is asked {@value #REFUSALS} times.
   *
   * @param said told once of each reason why it is tried again
   * @throws E what the work threw last, where waiting does not help
   */
  static <T, E extends Exception> T untilStored(String what, Consumer<String> said, Work<T, E> work)
      throws E, InterruptedException {
    int refusals = 0;
    long pauseMs = PAUSE_MS;
    String before = "";
    while (true) {
      try {
        return until(what, work);
      } catch (Exception e) {
        BundleStoreException store = ofStore(e);
        if (store == null || (store.isRefusal() && ++refusals == REFUSALS)) {
          throw e;
        }
        String why = String.valueOf(store.getMessage());
        if (!why.equals(before)) {
          LOG.warn("The bundle store did not take or give {}, trying again: {}", what, why);
          said.accept(why + "; trying again");
          before = why;
        }
        Thread.sleep(pauseMs);
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      }
    }
  }

  private static @Nullable BundleStoreException ofStore(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof BundleStoreException store) {
        return store;
      }
    }
    return null;
  }

  private static InterruptedException interrupted(InterruptException cause) {
    InterruptedException e = new InterruptedException("interrupted while waiting for Kafka");
    e.initCause(cause);
    return e;
  }
}
