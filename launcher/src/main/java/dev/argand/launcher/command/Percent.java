package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;

/** A share of the sources. */
final class Percent {
  private Percent() {}

  static void require(int percent) throws CommandFailure {
    if (percent < 0 || percent > 100) {
      throw CommandFailure.usage("--percent must be in [0, 100], was " + percent);
    }
  }
}
