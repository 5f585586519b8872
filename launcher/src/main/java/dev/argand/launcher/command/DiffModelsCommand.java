package dev.argand.launcher.command;

import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.ManifestDifference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code argand models diff}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    header = {"Shows in what two models differ.", ""},
    description = {
      "Shows in what two models differ: labels first, then thresholds, front end,",
      "network, figures and where they come from. Weights are not compared.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models diff 1 2",
      "  argand models diff old.argand new.argand --json"
    })
final class DiffModelsCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(index = "0", paramLabel = "FROM", description = "A model, as `models show` takes it.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "Another one.")
  private String to = "";

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    Bundle one = NamedModel.read(kafka, from);
    Bundle other = NamedModel.read(kafka, to);
    ManifestDifference difference = ManifestDifference.between(one.manifest(), other.manifest());
    if (json.isWanted()) {
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("from", one.digest());
      said.put("to", other.digest());
      said.put("labels", difference.labels());
      said.put("changes", difference.changes());
      json.answer(said, "");
      return 0;
    }
    Terminal terminal = json.answer();
    if (one.digest().equals(other.digest())) {
      terminal.line("the same model: %s", one.digest());
      return 0;
    }
    terminal.line("labels: %s", words(difference.labels()));
    TextTable table = new TextTable(List.of("", "from", "to"));
    for (ManifestDifference.Change change : difference.changes()) {
      table.add(
          List.of(
              change.name(),
              Objects.requireNonNullElse(change.from(), "-"),
              Objects.requireNonNullElse(change.to(), "-")));
    }
    table.lines().forEach(terminal::line);
    return 0;
  }

  private static String words(ManifestDifference.Labels labels) {
    String order = labels.reordered() ? ", in another order" : "";
    return labels.same()
        ? "the same" + order
        : "added %s, gone %s%s".formatted(labels.added(), labels.removed(), order);
  }
}
