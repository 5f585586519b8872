package dev.argand.launcher;

import dev.argand.launcher.command.ArgandCommand;
import dev.argand.launcher.terminal.StopSignal;
import dev.argand.runtime.PlainLocale;
import picocli.CommandLine;

/** Entry point of {@code argand}. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code: 0 ok, 1 failed, 2 wrong usage or bad input. */
  public static void main(String... args) {
    PlainLocale.set();
    // It would add a hook of its own, which fails with a trace once the process is ending.
    System.setProperty("log4j2.shutdownHookEnabled", "false");
    int exitCode;
    try (StopSignal stop = StopSignal.install(Thread.currentThread())) {
      CommandLine commands = ArgandCommand.commandLine(stop);
      exitCode = commands.execute(args);
    }
    System.exit(exitCode);
  }
}
