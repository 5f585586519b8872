package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;

/** Checks port numbers that a person gave. */
final class Ports {
  private static final int HIGHEST = 65_535;

  private Ports() {}

  static void requireValid(int... ports) throws CommandFailure {
    for (int port : ports) {
      if (port < 0 || port > HIGHEST) {
        throw CommandFailure.usage(
            "a port in [0, %d] was expected, was %d".formatted(HIGHEST, port));
      }
    }
  }
}
