package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.network.Architecture;
import dev.argand.network.bundle.CellText;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.run.Compute;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.SearchRequest;
import dev.argand.search.run.SearchRunner;
import dev.argand.search.train.Profile;
import dev.argand.search.train.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code argand search}. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    header = {"Searches and trains a network for labelled sounds.", ""},
    description = {
      "Searches a network for labelled sounds, retrains it, evaluates it on speakers",
      "or recordings that it never learned from, and writes a model bundle. The last",
      "line is the bundle's path. The work is done by a process of its own, which ends",
      "with this one.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand search --data bundled --profile cpu --seed 1 --out run1",
      "  argand search --data recordings/ --profile cpu --seed 7 --out run7",
      "  argand search --data recordings/ --max-params 50k --method fair-darts",
      "  argand natives fetch nd4j",
      "  argand search --data bundled --spectra nd4j    once that is there",
      "",
      "A directory holds a folder of audio files for each label; see docs/data.md for",
      "others. Methods, spaces, profiles and limits are explained in docs/search.md."
    })
final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home = new HomeOption();

  @Mixin private DataOption data = new DataOption();

  @Mixin private ProfileOptions options = new ProfileOptions();

  @Mixin private SeedOption seed = new SeedOption();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder of the run (default: one in the home, named by the run's id). A run that was cut"
              + " off there goes on, one that is done is not done again.")
  private @Nullable Path out;

  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    String profile = options.profile();
    Profile read = Profile.read(profile);
    DataSet opened = DataSets.open(data.spec());
    opened.requireRates(read.frontEnd().sampleRateHz());
    Path run = runFolder(profile, read, opened);
    Terminal terminal = json.people();
    opened.warnings().forEach(warning -> terminal.line("note: %s", warning));
    Compute device = compute.choose(home.home(), Terminal.of(spec.commandLine(), true));
    RunResult result = search(terminal, profile, run, device);
    terminal.heading(
        "Found in %.0f s, retrained in %.0f s"
            .formatted(result.searchSeconds(), result.retrainSeconds()));
    terminal.line(CellText.draw(Architecture.parse(result.genotype())));
    terminal.line("parameters         %,d", result.parameters());
    terminal.line("held-out accuracy  %.3f", result.heldOutAccuracy());
    terminal.line("digest     %s", result.digest());
    terminal.line("report             %s", new RunFolder(run).report());
    result.warnings().forEach(warning -> terminal.line("warning            %s", warning));
    json.answer(result.toMap(), result.bundle().toString());
    return 0;
  }

  private RunResult search(Terminal terminal, String profile, Path run, Compute device)
      throws SearchException, IOException, InterruptedException {
    terminal.line(
        "Searching on %s, profile %s, seed %d, in %s", data.spec(), profile, seed.seed(), run);
    if (new RunFolder(run).hasLostItsBundle()) {
      terminal.line("Its bundle was deleted: the run is made again, from the beginning");
    }
    try (ProgressDisplay progress = new ProgressDisplay(terminal)) {
      return SearchRunner.run(
          new SearchRequest(data.spec(), profile, seed.seed(), run, device),
          step -> progress.show(step.phase(), step.done(), step.total(), step.values()));
    }
  }

  private Path runFolder(String profile, Profile read, DataSet opened)
      throws CommandFailure, DataException, SearchException, IOException {
    if (out == null) {
      return home.writable()
          .run(Run.runId(DataSets.digest(data.spec(), opened), read, seed.seed()));
    }
    Path run = OutputPath.folder("--out", out);
    RunFolder folder = new RunFolder(run);
    if (folder.config().isPresent()) {
      folder.requireNotOf(
          Run.config(
              new SearchRequest(data.spec(), profile, seed.seed(), run),
              read,
              DataSets.digest(data.spec(), opened)));
    } else {
      folder.requireNothingElse();
    }
    return run;
  }
}
