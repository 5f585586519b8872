package dev.argand.runtime;

import java.io.IOException;

/** Another process listens on the wanted port. */
public final class PortTakenException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String host;
  private final int port;

  /** For the address that could not be had. */
  public PortTakenException(String host, int port) {
    super("port %d on %s is taken: a free port was expected (0 picks one)".formatted(port, host));
    this.host = host;
    this.port = port;
  }

  /** Host whose port was wanted. */
  public String host() {
    return host;
  }

  /** The port that is taken. */
  public int port() {
    return port;
  }
}
