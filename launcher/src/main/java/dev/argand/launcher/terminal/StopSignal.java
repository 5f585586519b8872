package dev.argand.launcher.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process is told to stop (Ctrl-C, SIGTERM): interrupts the
 * thread that runs it, and holds the process until it has closed what it opened.
 *
 * <p>Without this, the JVM would go down under native calls in flight, and temporary folders and
 * child processes would stay.
 */
public final class StopSignal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean stopping;

  private StopSignal(Thread worker) {
    hook = new Thread(() -> stop(worker), "stop-signal");
  }

  /** A signal for the command that the given thread runs, until it is closed. */
  public static StopSignal install(Thread worker) {
    StopSignal signal = new StopSignal(worker);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Whether the process is being stopped from outside: a failure now needs no words. */
  public boolean isStopping() {
    return stopping;
  }

  /** Says that the command has closed everything. */
  @Override
  public void close() {
    finished.countDown();
    if (!stopping) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyShuttingDown) {
        stopping = true;
      }
    }
  }

  private void stop(Thread worker) {
    stopping = true;
    worker.interrupt();
    try {
      if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("argand: gave up waiting for an orderly end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
