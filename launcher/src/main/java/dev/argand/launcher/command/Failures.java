package dev.argand.launcher.command;

import dev.argand.inference.ModelLoadException;
import dev.argand.launcher.broker.BrokerFolderException;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.UnknownBundleException;
import dev.argand.runtime.PortTakenException;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.TopicMismatchException;
import dev.argand.search.data.DataException;
import dev.argand.search.label.LabelException;
import dev.argand.search.natives.NativesException;
import dev.argand.search.publish.PublishException;
import dev.argand.search.run.SearchException;
import dev.argand.signal.AudioFormatException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns whatever ends a command into one line on standard error and an exit code. With {@code
 * --verbose} the line is preceded by where the failure came from.
 */
final class Failures implements IExecutionExceptionHandler {
  /** What a shell reports of a process that Ctrl-C ended. */
  private static final int STOPPED = 130;

  private final BooleanSupplier stopping;

  Failures(BooleanSupplier stopping) {
    this.stopping = stopping;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    if (stopping.getAsBoolean()) {
      return STOPPED;
    }
    if (isVerbose(arguments)) {
      failure.printStackTrace(command.getErr());
    }
    command.getErr().println("argand: " + oneLine(message(failure)));
    command.getErr().flush();
    return exitCode(failure);
  }

  /** An option or argument that picocli refuses. */
  int wrongUsage(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String line = oneLine(String.valueOf(failure.getMessage()));
    UnmatchedArgumentException unmatched =
        failure instanceof UnmatchedArgumentException e ? e : null;
    if (unmatched != null && !unmatched.getSuggestions().isEmpty()) {
      line += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    command
        .getErr()
        .printf(
            "argand: %s (%s --help explains)%n", line, command.getCommandSpec().qualifiedName());
    command.getErr().flush();
    return CommandFailure.USAGE;
  }

  static int exitCode(Exception failure) {
    if (failure instanceof CommandFailure known) {
      return known.exitCode();
    }
    boolean isInput =
        failure instanceof DataException
            || failure instanceof ModelFormatException
            || failure instanceof UnknownBundleException
            || failure instanceof AudioFormatException
            || failure instanceof PortTakenException
            || failure instanceof BrokerFolderException
            || failure instanceof SettingException
            || failure instanceof NativesException
            || failure instanceof LabelException
            || (failure instanceof SearchException search && search.isInput());
    return isInput ? CommandFailure.USAGE : CommandFailure.FAILED;
  }

  static String message(Exception failure) {
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof FileSystemException file) {
      String reason = file.getReason() != null ? file.getReason() : reason(file);
      return "%s: %s".formatted(file.getFile(), reason);
    }
    if (failure instanceof KafkaException) {
      return "Kafka: " + text;
    }
    boolean speaks =
        exitCode(failure) == CommandFailure.USAGE
            || failure instanceof CommandFailure
            || failure instanceof SearchException
            || failure instanceof PublishException
            || failure instanceof ModelLoadException
            || failure instanceof TopicMismatchException
            || failure instanceof IOException;
    // Nobody foresaw it: its kind says more than its text.
    return speaks ? text : "failed: %s (--verbose shows where)".formatted(failure);
  }

  private static String reason(FileSystemException failure) {
    return switch (failure.getClass().getSimpleName()) {
      case "NoSuchFileException" -> "there is no such file";
      case "AccessDeniedException" -> "it may not be read or written";
      case "NotDirectoryException" -> "it is no folder";
      default -> failure.getClass().getSimpleName();
    };
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static boolean isVerbose(ParseResult arguments) {
    return Arrays.asList(arguments.originalArgs().toArray()).contains("--verbose");
  }
}
