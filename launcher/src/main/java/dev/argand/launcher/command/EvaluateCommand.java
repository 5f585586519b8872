package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
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
import dev.argand.search.dataset.LearnedGroups;
import dev.argand.search.evaluate.EvaluationReport;
import dev.argand.search.evaluate.Evaluator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
      "Says how often a model is right on labelled clips. A clip's scores are the mean",
      "over its windows, and what is said is the label with the highest. Clips whose",
      "label the model does not know count as wrong.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand evaluate --data recordings/ --model m.argand",
      "  argand evaluate --data bundled --split test --json",
      "",
      "With --json the last line is {\"accuracy\", \"n\", \"perLabel\", \"confusion\",",
      "\"split\", \"learned\"}; accuracies are 0 to 1, confusion counts by what was meant",
      "and what was said, and learned counts the clips of groups named as some that",
      "the model learned from: of other data these may be others."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Only the groups (speakers, recordings) of this split: ${COMPLETION-CANDIDATES}"
              + " (default: all clips, those too that the model may have learned from).")
  private @Nullable Split split;

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    Terminal terminal = json.people();
    List<LabeledClip> clips = clips(terminal);
    EvaluationReport report;
    OptionalInt learned;
    try (Recognizer recognizer = model.load();
        ProgressDisplay progress = new ProgressDisplay(terminal)) {
      tellUnknownLabels(recognizer.manifest().labels(), clips, terminal);
      learned = LearnedGroups.among(recognizer.manifest().provenance(), clips);
      terminal.line("%s", judged(clips.size(), learned));
      report =
          Evaluator.evaluate(
              recognizer,
              clips,
              step -> progress.show(step.phase(), step.done(), step.total(), step.values()));
    }
    print(report, terminal);
    if (json.isWanted()) {
      Map<String, Object> said = new LinkedHashMap<>(report.toMap());
      said.put("split", split == null ? "all" : word(split));
      learned.ifPresent(count -> said.put("learned", count));
      json.answer().line(JsonLine.of(said));
    }
    return 0;
  }

  /** Which clips are judged, and how many of them the model may know. */
  private String judged(int clips, OptionalInt learned) {
    String which =
        split == null
            ? "Judging all %d clips".formatted(clips)
            : "Judging the %d clips of the %s split".formatted(clips, word(split));
    String known =
        learned.isEmpty()
            ? "the model does not say what it learned from"
            : "%d of groups named as some that the model learned from"
                .formatted(learned.getAsInt());
    boolean mayHaveLearned = learned.orElse(clips) > 0 && split != Split.TEST;
    return "%s, %s%s"
        .formatted(
            which,
            known,
            mayHaveLearned ? "; if it learned from these data, --split test leaves those out" : "");
  }

  /** Refuses what cannot say anything of the model. */
  private static void tellUnknownLabels(
      List<String> known, List<LabeledClip> clips, Terminal terminal) throws CommandFailure {
    TreeSet<String> meant = new TreeSet<>();
    clips.forEach(clip -> meant.add(clip.label()));
    List<String> unknown = meant.stream().filter(label -> !known.contains(label)).toList();
    if (unknown.size() == meant.size()) {
      throw CommandFailure.usage(
          "model and data must have a label in common: the model has %s, the data have %s"
              .formatted(String.join(", ", known), String.join(", ", meant)));
    }
    if (!unknown.isEmpty()) {
      terminal.line(
          "note: the model does not know %s: clips of it count as wrong",
          String.join(", ", unknown));
    }
  }

  private static String word(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  private List<LabeledClip> clips(Terminal terminal) throws DataException {
    if (split == null) {
      return DataSets.clips(data.spec(), warning -> terminal.line("note: %s", warning));
    }
    DataSet set = DataSets.open(data.spec());
    set.warnings().forEach(warning -> terminal.line("note: %s", warning));
    return DataSets.splits(data.spec(), set).clips(split);
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
    confusion(report.confusion(), terminal);
  }

  /** Columns that would not fit beside each other have numbers instead of names. */
  private static void confusion(Map<String, Map<String, Integer>> counts, Terminal terminal) {
    TreeSet<String> said = new TreeSet<>();
    counts.values().forEach(row -> said.addAll(row.keySet()));
    List<String> names = List.copyOf(said);
    int width =
        names.stream().mapToInt(String::length).map(length -> length + 2).sum()
            + counts.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> headings = new ArrayList<>(List.of(""));
    if (width + 2 <= Terminal.WIDTH) {
      headings.addAll(names);
    } else {
      IntStream.rangeClosed(1, names.size()).mapToObj(String::valueOf).forEach(headings::add);
      terminal.paragraph(
          IntStream.range(0, names.size())
              .mapToObj(i -> "%d %s".formatted(i + 1, names.get(i)))
              .collect(Collectors.joining(", ")));
    }
    TextTable table = new TextTable(headings);
    counts.forEach(
        (meant, row) -> {
          List<String> cells = new ArrayList<>(List.of(meant));
          names.forEach(label -> cells.add(count(row.getOrDefault(label, 0))));
          table.add(cells);
        });
    table.lines().forEach(terminal::line);
  }

  private static String count(int count) {
    return count == 0 ? "." : String.valueOf(count);
  }

  private static int total(Map<String, Integer> row) {
    return row.values().stream().mapToInt(Integer::intValue).sum();
  }
}
