package dev.argand.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Asks for ports before a server does, whose own failure would come late and with a page of log.
 * The answer can be overtaken by another process, so the server's failure is still handled.
 */
public final class Ports {
  private Ports() {}

  /**
   * Returns if nobody listens on the port now; 0 is always free.
   *
   * @throws PortTakenException if somebody does
   * @throws IllegalArgumentException if the host is no address of this machine
   */
  public static void requireFree(String host, int port) throws PortTakenException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(host, port));
    } catch (BindException e) {
      if (String.valueOf(e.getMessage()).contains("in use")) {
        throw new PortTakenException(host, port);
      }
      throw notOurs(host, port, e);
    } catch (IOException e) {
      throw notOurs(host, port, e);
    }
  }

  /** A port of the host on which nobody listens now. */
  public static int free(String host) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(host, 0));
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("a free port on " + host + " was expected", e);
    }
  }

  private static IllegalArgumentException notOurs(String host, int port, IOException cause) {
    return new IllegalArgumentException(
        "an address of this machine was expected, was %s:%d: %s"
            .formatted(host, port, cause.getMessage()),
        cause);
  }
}
