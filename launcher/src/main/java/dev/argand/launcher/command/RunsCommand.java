package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.Architecture;
import dev.argand.network.bundle.CellText;
import dev.argand.search.natives.NativesFolder;
import dev.argand.search.report.RunExport;
import dev.argand.search.run.RunAgain;
import dev.argand.search.run.RunCatalog;
import dev.argand.search.run.RunConfig;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.RunSummary;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.SearchRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand runs}. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    header = {
      "Shows the search runs that there are, and goes on with those that were cut off.",
      ""
    },
    description = {
      "Shows the search runs in the home, those of `argand search` and of the search",
      "service, and goes on with those that were cut off. RUN is a run's id or the",
      "first four letters of it or more, the name of its folder, or a folder's path; a",
      "run that was made with --out outside the home is found by its path only.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand runs list",
      "  argand runs show 3f2a",
      "  argand runs resume 3f2a",
      "  argand runs export 3f2a --to run.zip"
    })
final class RunsCommand extends CommandGroup {
  /** Of an id, enough to name it by. */
  private static final int SHORT_ID = 8;

  /** Of a digest, enough to tell it from others. */
  private static final int SHORT_DIGEST = 12;

  /** Of a moment's text, what says it to the minute. */
  private static final int MINUTES = 16;

  private static final String RUN = "Id, first letters of it, folder name or path.";

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {"Lists the runs, newest first.", ""},
      footer = {"", "Example:", "  argand runs list --home /data/argand --json"})
  int list(@Mixin HomeOption home, @Mixin JsonOption json) throws IOException, CommandFailure {
    LogLevels.quiet();
    List<RunSummary> runs =
        new RunCatalog(home.home().runs())
            .list(damage -> Terminal.of(spec.commandLine(), true).line("%s", damage));
    TextTable table =
        new TextTable(
            List.of("run", "state", "held-out", "data", "profile", "seed", "started (UTC)"));
    runs.forEach(run -> table.add(row(run)));
    json.list(
        runs.stream().map(RunSummary::toMap).toList(),
        table,
        "No runs yet: `argand search` makes one.");
    return 0;
  }

  private static List<String> row(RunSummary run) {
    return List.of(
        run.config().runId().substring(0, SHORT_ID),
        run.state() == RunSummary.State.DONE || run.phase().isEmpty()
            ? run.state().toString()
            : "%s, %s".formatted(run.state(), at(run)),
        Double.isNaN(run.heldOutAccuracy())
            ? "-"
            : String.format(Locale.ROOT, "%.3f", run.heldOutAccuracy()),
        shortened(run.config().data()),
        shortened(run.config().profile()),
        String.valueOf(run.config().seed()),
        TextTable.time(run.config().startedAt()).substring(0, MINUTES));
  }

  private static String at(RunSummary run) {
    return run.phase().isEmpty() ? "-" : run.phase() + " " + run.epoch();
  }

  private static String shortened(String text) {
    int most = 24;
    return text.length() <= most ? text : "..." + text.substring(text.length() - most + 3);
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {"Shows what a run was asked for, how far it is and what it made.", ""},
      footer = {"", "Example:", "  argand runs show 3f2a --json"})
  int show(
      @Mixin HomeOption home,
      @Parameters(paramLabel = "RUN", description = RUN) String run,
      @Mixin JsonOption json)
      throws IOException, CommandFailure {
    LogLevels.quiet();
    RunFolder folder = find(home, run);
    RunSummary summary = RunCatalog.summary(folder).orElseThrow();
    Terminal terminal = json.answer();
    if (json.isWanted()) {
      terminal.line(JsonLine.of(details(folder, summary)));
      return 0;
    }
    RunConfig config = summary.config();
    terminal.line("run        %s, %s", config.runId(), summary.state());
    if (!summary.message().isEmpty()) {
      terminal.line("because    %s", summary.message());
    }
    terminal.line(
        "data       %s (%s)", config.data(), config.dataDigest().substring(0, SHORT_DIGEST));
    terminal.line("profile    %s", config.profile());
    terminal.line("seed       %d", config.seed());
    terminal.line("device     %s, spectra %s", config.device(), config.spectra());
    terminal.line("started    %s", config.startedAt().truncatedTo(ChronoUnit.SECONDS));
    terminal.line("at         %s", at(summary));
    terminal.line("folder     %s", folder.root());
    Optional<RunResult> result = folder.result();
    if (result.isPresent()) {
      print(terminal, result.get());
      // As a shell finds it: with all of the digest it would be longer than a line.
      terminal.line(
          "bundle     %s",
          folder.root().resolve(result.get().digest().substring(0, SHORT_DIGEST) + "*.argand"));
      terminal.line("report     %s", folder.report());
    } else if (summary.state() != RunSummary.State.WORKING) {
      terminal.line(
          summary.state() == RunSummary.State.LOST
              ? "`argand runs resume %s` makes it again."
              : "`argand runs resume %s` goes on with it.",
          nameIn(home, folder));
    }
    return 0;
  }

  /** What a command in this home calls a run: elsewhere only its path is known. */
  private static String nameIn(HomeOption home, RunFolder folder)
      throws IOException, CommandFailure {
    RunConfig config = folder.config().orElseThrow();
    boolean isHere = folder.root().startsWith(home.home().runs().toAbsolutePath().normalize());
    return isHere ? config.runId() : folder.root().toString();
  }

  private static Map<String, Object> details(RunFolder folder, RunSummary summary)
      throws IOException {
    Map<String, Object> map = new LinkedHashMap<>(summary.toMap());
    map.put("dataDigest", summary.config().dataDigest());
    map.put("values", summary.config().values());
    map.put("device", summary.config().device());
    map.put("spectra", summary.config().spectra());
    map.put("environment", folder.environment());
    map.put("result", folder.resultDetails().orElse(null));
    map.put("log", folder.log().lines());
    return map;
  }

  private static void print(Terminal terminal, RunResult result) {
    terminal.line("");
    terminal.line(CellText.draw(Architecture.parse(result.genotype())));
    terminal.line("parameters %,d", result.parameters());
    terminal.line("held out   %.3f right", result.heldOutAccuracy());
    terminal.line(
        "searched %.0f s, retrained %.0f s", result.searchSeconds(), result.retrainSeconds());
    terminal.line("digest     %s", result.digest());
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      header = {"Goes on with a run that was cut off.", ""},
      description = {
        "Goes on with a run whose worker was killed, from its last checkpoint. The model",
        "is the one that an uninterrupted run makes. The last line is the bundle's path.",
        ""
      },
      footer = {"", "Example:", "  argand runs resume 3f2a"})
  int resume(
      @Mixin HomeOption home,
      @Parameters(paramLabel = "RUN", description = RUN) String run,
      @Mixin JsonOption json)
      throws IOException, SearchException, CommandFailure, InterruptedException {
    LogLevels.quiet();
    RunFolder folder = find(home, run);
    Terminal terminal = json.people();
    terminal.line(
        folder.hasLostItsBundle()
            ? "The bundle of %s was deleted: it is made again, from the beginning"
            : "Going on with %s",
        folder.root());
    RunResult result;
    try (ProgressDisplay progress = new ProgressDisplay(terminal)) {
      result =
          SearchRunner.run(
              RunAgain.request(folder, new NativesFolder(home.home().natives())),
              step -> progress.show(step.phase(), step.done(), step.total(), step.values()));
    }
    print(terminal, result);
    json.answer(result.toMap(), result.bundle().toString());
    return 0;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      header = {"Packs a run into a ZIP file.", ""},
      description = {
        "Packs a run into a ZIP file: configuration, environment, log, result, report,",
        "the drawing of its cells and its bundle. A run that is not done is packed as",
        "far as it is.",
        ""
      },
      footer = {"", "Example:", "  argand runs export 3f2a --to run.zip"})
  int export(
      @Mixin HomeOption home,
      @Parameters(paramLabel = "RUN", description = RUN) String run,
      @Option(
              names = "--to",
              paramLabel = "FILE",
              description = "The ZIP file (default: RUN.zip here); one that is there is replaced.")
          @Nullable Path to,
      @Mixin JsonOption json)
      throws IOException, CommandFailure {
    LogLevels.quiet();
    Path chosen = to == null ? null : OutputPath.file("--to", to);
    RunFolder folder = find(home, run);
    String id = folder.config().orElseThrow().runId();
    Path file = chosen != null ? chosen : OutputPath.file("--to", Path.of(id + ".zip"));
    List<String> entries = RunExport.write(folder, file);
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("file", file.toString());
    said.put("entries", entries);
    json.answer(said, file.toString());
    return 0;
  }

  private static RunFolder find(HomeOption home, String run) throws IOException, CommandFailure {
    try {
      return new RunCatalog(home.home().runs()).find(run);
    } catch (SearchException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
