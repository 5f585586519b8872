package dev.argand.runtime;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * A process that is one service, as in a container: its settings come from the environment, it
 * opens its parts top to bottom, runs until it is told to stop (SIGTERM), and then closes them in
 * reverse order.
 *
 * <p>Exit codes: {@value #BAD_SETTINGS} after one line on standard error for a setting that is
 * wrong or missing; {@value #FAILED} after one line for anything else that stops the start; 143,
 * the JVM's own, after SIGTERM.
 */
public final class ServiceProcess {
  /** Exit code of a start that failed. */
  public static final int FAILED = 1;

  /** Exit code of a start with a wrong setting. */
  public static final int BAD_SETTINGS = 2;

  /** Opens a service's parts. */
  @FunctionalInterface
  public interface Wiring {
    /**
     * Opens them, top to bottom; each is handed to {@code parts} as soon as it is open.
     *
     * @throws SettingException if a setting is wrong; so is an {@link IllegalArgumentException},
     *     for values that are wrong together
     */
    void open(Settings settings, Lifecycle parts) throws Exception;
  }

  private static final String LOG_SETTINGS = "logback.configurationFile";
  private static final String SERVICE_LOG = "dev/argand/runtime/service-logback.xml";

  private final String name;
  private final Lifecycle parts = new Lifecycle();
  private volatile boolean stopping;

  private ServiceProcess(String name) {
    this.name = name;
  }

  /**
   * Runs a service in this process; returns only by exiting.
   *
   * @param name what the service is called in its messages
   * @param known every setting of the service: a name close to one of them is refused
   */
  public static void run(String name, Collection<Setting<?>> known, Wiring wiring) {
    exitAfter(
        name,
        known,
        (settings, parts) -> {
          wiring.open(settings, parts);
          LoggerFactory.getLogger(ServiceProcess.class).info("{} runs", name);
          new CountDownLatch(1).await();
        });
  }

  /**
   * Does one piece of work in this process and exits, with 0 when it is done and otherwise as
   * {@link #run} does. SIGTERM interrupts it.
   */
  public static void runOnce(String name, Collection<Setting<?>> known, Wiring work) {
    exitAfter(name, known, work);
  }

  private static void exitAfter(String name, Collection<Setting<?>> known, Wiring work) {
    PlainLocale.set();
    // Before the first logger is made. A container's log belongs on standard output.
    if (System.getProperty(LOG_SETTINGS) == null) {
      System.setProperty(LOG_SETTINGS, SERVICE_LOG);
    }
    System.exit(new ServiceProcess(name).exitCodeOf(System.getenv(), known, work));
  }

  private int exitCodeOf(
      Map<String, String> environment, Collection<Setting<?>> known, Wiring work) {
    Thread worker = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker), "stop-" + name));
    try {
      work.open(Settings.of(Map.of(), environment).refuseUnknown(known), parts);
      return 0;
    } catch (SettingException | IllegalArgumentException e) {
      return refuse(BAD_SETTINGS, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refuse(FAILED, e);
    } catch (Exception e) {
      LoggerFactory.getLogger(ServiceProcess.class).debug("{} failed", name, e);
      return refuse(FAILED, e);
    }
  }

  /** One line, unless the start failed because the process was told to stop meanwhile. */
  private int refuse(int code, Exception reason) {
    if (!stopping) {
      String message = reason.getMessage() == null ? reason.toString() : reason.getMessage();
      System.err.println("argand " + name + ": " + message.replaceAll("\\s*\\R\\s*", " "));
    }
    return code;
  }

  private void stop(Thread worker) {
    stopping = true;
    worker.interrupt();
    parts.close();
  }
}
