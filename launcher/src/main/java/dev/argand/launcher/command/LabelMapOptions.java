package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.search.model.LabelMap;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What becomes of labels that a new model lacks. */
final class LabelMapOptions {
  @Option(
      names = "--map",
      paramLabel = "OLD=NEW",
      description =
          "A label of the champion that this model lacks, and the one that takes its place; OLD= where"
              + " none does. Once for each; without it a model that lacks labels is refused.")
  private List<String> pairs = new ArrayList<>();

  LabelMap map() throws CommandFailure {
    try {
      return LabelMap.parse(pairs);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--map: " + e.getMessage());
    }
  }
}
