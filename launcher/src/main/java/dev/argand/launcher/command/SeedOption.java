package dev.argand.launcher.command;

import picocli.CommandLine.Option;

/** Where all randomness of a command comes from. */
final class SeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "All randomness comes from it (default: ${DEFAULT-VALUE}).")
  private long seed;

  long seed() {
    return seed;
  }
}
