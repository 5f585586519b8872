package dev.argand.launcher.command;

import dev.argand.inference.DecisionRule;
import dev.argand.launcher.terminal.CommandFailure;
import picocli.CommandLine.Option;

/** When a window counts as heard, beyond what its model asks. */
final class DecisionOptions {
  @Option(
      names = "--min-score",
      paramLabel = "P",
      defaultValue = "0",
      description = "Least score, whatever the model's threshold is (default: 0).")
  private double minScore;

  @Option(
      names = "--min-margin",
      paramLabel = "P",
      defaultValue = "0",
      description = "Least distance of the best score to the next one (default: 0).")
  private double minMargin;

  @Option(
      names = "--min-dbfs",
      paramLabel = "DB",
      defaultValue = "-200",
      description = "Least level of a window, in dB below full scale (default: -200, any).")
  private double minDbfs;

  /** The rule that was asked for. */
  DecisionRule decision() throws CommandFailure {
    try {
      return new DecisionRule(minScore, minMargin, minDbfs);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
