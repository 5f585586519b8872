package dev.argand.console;

import dev.argand.runtime.Lifecycle;
import io.javalin.Javalin;
import java.time.Clock;

/**
 * The web console of an installation, on a process's HTTP server: {@code GET /} and its files under
 * {@code /console/}.
 *
 * <p>It only reads topics and writes none. Thread-safe.
 */
public final class ConsoleService implements AutoCloseable {
  private final Lifecycle parts;

  private ConsoleService(Lifecycle parts) {
    this.parts = parts;
  }

  /**
   * Starts reading and adds the console's routes to a server, which may be running already.
   *
   * @param bootstrapServers Kafka's addresses
   * @param topicPrefix what the topics' names begin with
   * @param server where it is served; stays the caller's
   * @param clock tells how old a frame or a deployment is
   */
  public static ConsoleService start(
      String bootstrapServers, String topicPrefix, Javalin server, Clock clock) {
    Lifecycle parts = new Lifecycle();
    new Pages().register(server);
    return new ConsoleService(parts);
  }

  /** Stops reading and ends every open page's stream. The routes stay until the server stops. */
  @Override
  public void close() {
    parts.close();
  }
}
