package dev.argand.launcher.command;

import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.Recognizer;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.evaluate.EvaluationReport;
import dev.argand.search.evaluate.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code argand evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    header = {"Says how often a model is right on labelled clips.", ""},
    description = {
      "Says how often a model is right on labelled clips. A clip's scores are the mean over its",
      "windows, and what is said is the label with the highest. Clips whose label the model does",
      "not know count as wrong.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand evaluate --data recordings/ --model m.argand",
      "  argand evaluate --data bundled --split test --json",
      "",
      "With --json the last line is {\"accuracy\", \"n\", \"perLabel\", \"confusion\"}; accuracies"
          + " are 0 to 1, and confusion counts by what was meant and what was said."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      required = true,
      description = "A directory with a folder of audio files for each label, a table, or bundled.")
  private String data = "";

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Only the groups (speakers, recordings) of this split: ${COMPLETION-CANDIDATES}"
              + " (default: all clips).")
  private @Nullable Split split;

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    Terminal terminal = json.people();
    List<LabeledClip> clips = clips(terminal);
    EvaluationReport report;
    try (Recognizer recognizer = model.load();
        ProgressDisplay progress = new ProgressDisplay(terminal)) {
      report =
          Evaluator.evaluate(
              recognizer,
              clips,
              step -> progress.show(step.phase(), step.done(), step.total(), step.values()));
    }
    print(report, terminal);
    if (json.isWanted()) {
      json.answer().line(JsonLine.of(report.toMap()));
    }
    return 0;
  }

  private List<LabeledClip> clips(Terminal terminal) throws DataException {
    if (split == null) {
      return DataSets.clips(data, warning -> terminal.line("note: %s", warning));
    }
    DataSet set = DataSets.open(data);
    set.warnings().forEach(warning -> terminal.line("note: %s", warning));
    return DataSets.splits(data, set).clips(split);
  }

  private static void print(EvaluationReport report, Terminal terminal) {
    TextTable accuracies = new TextTable(List.of("label", "accuracy", "n"));
    report
        .perLabel()
        .forEach(
            (label, accuracy) ->
                accuracies.add(
                    List.of(
                        label,
                        String.format(Locale.ROOT, "%.3f", accuracy),
                        String.valueOf(total(report.confusion().getOrDefault(label, Map.of()))))));
    accuracies.add(
        List.of(
            "all",
            String.format(Locale.ROOT, "%.3f", report.accuracy()),
            String.valueOf(report.n())));
    accuracies.lines().forEach(terminal::line);
    terminal.heading("Meant (down) and said (across)");
    confusion(report.confusion()).lines().forEach(terminal::line);
  }

  private static TextTable confusion(Map<String, Map<String, Integer>> counts) {
    TreeSet<String> said = new TreeSet<>();
    counts.values().forEach(row -> said.addAll(row.keySet()));
    List<String> headings = new ArrayList<>(List.of(""));
    headings.addAll(said);
    TextTable table = new TextTable(headings);
    counts.forEach(
        (meant, row) -> {
          List<String> cells = new ArrayList<>(List.of(meant));
          said.forEach(label -> cells.add(count(row.getOrDefault(label, 0))));
          table.add(cells);
        });
    return table;
  }

  private static String count(int count) {
    return count == 0 ? "." : String.valueOf(count);
  }

  private static int total(Map<String, Integer> row) {
    return row.values().stream().mapToInt(Integer::intValue).sum();
  }
}
