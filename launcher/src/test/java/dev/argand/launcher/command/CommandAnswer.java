package dev.argand.launcher.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What a command says, run in this JVM. */
public record CommandAnswer(int exitCode, String out, String err) {
  /** Runs a command with the same options at its end each time. */
  public static CommandAnswer of(String[] always, String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = ArgandCommand.commandLine(() -> false);
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    int exitCode =
        commands.execute(
            Stream.concat(Arrays.stream(command), Arrays.stream(always)).toArray(String[]::new));
    return new CommandAnswer(exitCode, out.toString(), err.toString());
  }
}
