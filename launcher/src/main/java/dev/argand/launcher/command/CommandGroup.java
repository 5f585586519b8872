package dev.argand.launcher.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing itself: it says which commands it has. */
abstract class CommandGroup implements Runnable {
  /** Its place among the commands, as picocli fills it in. */
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public final void run() {
    throw new ParameterException(
        spec.commandLine(),
        "one of these was expected: " + String.join(", ", spec.subcommands().keySet()));
  }
}
