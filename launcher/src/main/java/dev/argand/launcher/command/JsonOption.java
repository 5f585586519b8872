package dev.argand.launcher.command;

import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether a command answers a program: one line of JSON is then all of its standard output. */
final class JsonOption {
  @Spec(Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--json",
      description = "Print one line of JSON; what else is said goes to standard error.")
  private boolean wanted;

  boolean isWanted() {
    return wanted;
  }

  /** Where a person reads: standard output, unless that is a program's. */
  Terminal people() {
    return Terminal.of(command.commandLine(), wanted);
  }

  /** Standard output. */
  Terminal answer() {
    return Terminal.of(command.commandLine(), false);
  }

  /** Answers with a value, or with a line that says as much. */
  void answer(Object value, String line) {
    answer().line(wanted ? JsonLine.of(value) : line);
  }

  /**
   * Answers with a list: a JSON array, or a table.
   *
   * @param none what a person reads instead of an empty table
   */
  void list(List<?> values, TextTable table, String none) {
    Terminal terminal = answer();
    if (wanted) {
      terminal.line(JsonLine.of(values));
    } else if (values.isEmpty()) {
      terminal.line(none);
    } else {
      table.lines().forEach(terminal::line);
    }
  }
}
