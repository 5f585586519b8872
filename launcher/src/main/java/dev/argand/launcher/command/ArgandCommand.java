package dev.argand.launcher.command;

import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.StopSignal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code argand}: the command above all others. */
@Command(
    name = "argand",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      StandaloneCommand.class,
      SearchCommand.class,
      StudyCommand.class,
      RunsCommand.class,
      RecognizeCommand.class,
      EvaluateCommand.class,
      ReplayCommand.class,
      IngestCommand.class,
      InferenceCommand.class,
      ModelsCommand.class,
      DataCommand.class,
      LabelCommand.class,
      ClipsCommand.class,
      NativesCommand.class,
      BenchCommand.class,
      TopicsCommand.class,
      GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    description = {
      "Hears live audio, says what it hears, and designs the networks it listens with.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand demo                              a tour: search, publish, listen",
      "  argand standalone                        everything here, until Ctrl-C",
      "  argand recognize --model m.argand a.wav  what is heard in a file",
      "  source <(argand generate-completion)     completion of options in this shell",
      "",
      "argand COMMAND --help explains a command."
    })
public final class ArgandCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * Its help, its version, its commands; exit codes and one-line failures as in {@link Failures}.
   */
  public static CommandLine commandLine(StopSignal stop) {
    return commandLine(stop::isStopping);
  }

  static CommandLine commandLine(BooleanSupplier stopping) {
    CommandLine commands = new CommandLine(new ArgandCommand());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setUsageHelpAutoWidth(true);
    Failures failures = new Failures(stopping);
    commands.setExecutionExceptionHandler(failures);
    commands.setParameterExceptionHandler(failures::wrongUsage);
    describeExitCodes(commands);
    return commands;
  }

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log more, and show where a failure came from.")
  void verbose(boolean wanted) {
    if (wanted) {
      LogLevels.verbose();
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command was expected");
  }

  private static void describeExitCodes(CommandLine commands) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "it worked");
    codes.put("1", "the work failed; the last line on standard error says why");
    codes.put("2", "wrong usage or bad input; the last line on standard error says what");
    commands
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(codes);
    commands.getSubcommands().values().forEach(ArgandCommand::describeExitCodes);
  }
}
