package dev.argand.launcher.command;

import picocli.CommandLine.Option;

/** Who changes something, and why: kept with the change. */
final class ReasonOptions {
  @Option(
      names = "--who",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides (default: ${DEFAULT-VALUE}).")
  private String who = "";

  @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason.")
  private String why = "";

  String who() {
    return who;
  }

  String why() {
    return why;
  }
}
