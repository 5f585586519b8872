package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.search.report.StudyReport;
import dev.argand.search.run.Compute;
import dev.argand.search.study.Arm;
import dev.argand.search.study.Study;
import dev.argand.search.study.StudyPlan;
import dev.argand.search.study.StudyResult;
import dev.argand.search.study.StudyRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code argand study}. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    header = {"Compares ways to a network by several runs each, with intervals.", ""},
    description = {
      "One run says little: another seed, another architecture or other speakers give",
      "other figures. A study makes several runs of each way (an arm), judges all",
      "networks on the same held-out clips, and says by how much arms differ, with 95",
      "%% intervals. An interval that has 0 in it is called a tie.",
      "",
      "STUDY is a .properties file (docs/study.md) or one of",
      "  controls  found architectures against random ones of the same size, a",
      "            BC-ResNet and a ResNet18: is the search worth it?",
      "  fields    complex and real networks, on both planes and on magnitudes: do",
      "            complex numbers help?",
      "  smoke     seconds, for tests of the machinery",
      "",
      "Each run is an ordinary one in the study's folder. Stopped or killed at any",
      "moment, the same command goes on where it was. The last line is the report's",
      "path.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand study controls --data recordings/",
      "  argand study fields --data recordings/ --set seeds=3",
      "  argand study my.properties --data recordings/ --runs 4    four runs now",
      "  argand study my.properties --data recordings/ --runs 0    what is known"
    })
final class StudyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "STUDY",
      arity = "1",
      description = "controls, fields, smoke, or a .properties file.")
  private String study = "";

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Another value of the study, such as seeds=3, all.retrain.epochs=16 or"
              + " arm.random.architectures=8; may be given again.")
  private Map<String, String> changes = Map.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the study (default: one in the home, named by the study's id).")
  private @Nullable Path out;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Do at most N runs now (default: all that are not done).")
  private @Nullable Integer most;

  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    if (most != null && most < 0) {
      throw CommandFailure.usage("--runs must be at least 0, was %d".formatted(most));
    }
    StudyPlan plan = StudyPlan.read(study, changes);
    Terminal terminal = json.people();
    Home folder = out == null ? home.writable() : home.home();
    Path chosen = out == null ? null : OutputPath.folder("--out", out);
    Compute device = compute.choose(folder, Terminal.of(spec.commandLine(), true));
    Study opened = Study.open(plan, data.spec(), folder.root().resolve("studies"), chosen, device);
    terminal.line("Study %s on %s: %d runs, in %s", study, data.spec(), plan.runs(), opened.root());
    StudyResult result;
    try (ProgressDisplay progress = new ProgressDisplay(terminal)) {
      result =
          opened.run(
              most == null ? Integer.MAX_VALUE : most,
              new Told(terminal),
              step -> progress.show(step.phase(), step.done(), step.total(), step.values()));
    }
    StudyReport.write(opened, result);
    Path report = opened.root().resolve("report.html");
    print(result, terminal);
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("study", opened.id());
    said.putAll(result.toMap());
    said.put("report", report.toString());
    json.answer(said, report.toString());
    return 0;
  }

  /** Tells of runs as they begin and end. */
  private record Told(Terminal terminal) implements Study.Listener {
    @Override
    public void onRun(Arm arm, Arm.Place place, int number, int runs) {
      terminal.heading(
          "Run %d of %d: %s, architecture %d, training %d"
              .formatted(number, runs, arm.name(), place.architecture() + 1, place.training() + 1));
    }

    @Override
    public void onDone(StudyRun run) {
      terminal.line(
          "held-out accuracy  %.3f, %,d parameters",
          run.result().heldOutAccuracy(), run.result().parameters());
    }
  }

  private static void print(StudyResult result, Terminal terminal) {
    terminal.heading(
        "%d of %d runs, %d held-out clips of %d groups"
            .formatted(result.runs().size(), result.planned(), result.clips(), result.groups()));
    if (result.arms().isEmpty()) {
      return;
    }
    TextTable arms =
        new TextTable(
            List.of("arm", "architectures", "runs", "parameters", "score", "95 %", "deviation"));
    for (StudyResult.ArmResult arm : result.arms()) {
      arms.add(
          List.of(
              arm.name(),
              String.valueOf(arm.architectures()),
              String.valueOf(arm.runs()),
              arm.parameters(),
              text("%.3f", arm.score().value()),
              text("%.3f to %.3f", arm.score().low(), arm.score().high()),
              Double.isNaN(arm.deviation()) ? "-" : text("%.3f", arm.deviation())));
    }
    arms.lines().forEach(line -> terminal.line("%s", line));
    terminal.line("  deviation: between the mean scores of an arm's architectures");
    if (!result.pairs().isEmpty()) {
      terminal.line("");
      TextTable pairs = new TextTable(List.of("difference", "score", "95 %", "verdict"));
      for (StudyResult.Pair pair : result.pairs()) {
        pairs.add(
            List.of(
                pair.first() + " - " + pair.second(),
                text("%+.3f", pair.difference().value()),
                text("%+.3f to %+.3f", pair.difference().low(), pair.difference().high()),
                pair.verdict()));
      }
      pairs.lines().forEach(line -> terminal.line("%s", line));
    }
    terminal.line("");
    result.notes().forEach(note -> terminal.paragraph("note: " + note));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
