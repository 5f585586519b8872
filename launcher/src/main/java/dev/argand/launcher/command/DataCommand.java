package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.search.data.ChirpTask;
import dev.argand.search.data.DataDescription;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.SoundKind;
import dev.argand.search.data.Splits;
import dev.argand.search.data.SyntheticData;
import dev.argand.search.fetch.Checksum;
import dev.argand.search.fetch.DataFetcher;
import dev.argand.search.fetch.FetchException;
import dev.argand.search.fetch.FetchListener;
import dev.argand.search.fetch.PublicData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code argand data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    header = {"Lists, describes, fetches and synthesises data sets.", ""},
    description = {
      "Data sets to search with: what there is, what is in one, public ones from where",
      "their authors put them, and synthesised ones.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand data list",
      "  argand data fetch fsdd",
      "  argand data describe ~/.argand/data/fsdd",
      "  argand data synth --out sounds --kinds siren,bell --groups 40"
    })
final class DataCommand extends CommandGroup {
  private static final int MEGABYTE = 1_000_000;
  private static final Map<String, String> BUNDLED = bundled();

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Says which data sets there are, how large, and which are here.",
      footer = {"", "Example:", "  argand data list --json"})
  int list(@Mixin HomeOption home, @Mixin JsonOption json) throws Exception {
    LogLevels.quiet();
    DataFetcher fetcher = new DataFetcher(home.home().data());
    List<Map<String, Object>> rows = new ArrayList<>();
    TextTable table = new TextTable(List.of("data", "archive", "here", "licence", "what it is"));
    for (Map.Entry<String, String> bundled : BUNDLED.entrySet()) {
      rows.add(row(bundled.getKey(), bundled.getValue(), "", 0, true, bundled.getKey()));
      table.add(List.of(bundled.getKey(), "-", "yes", "-", bundled.getValue()));
    }
    for (PublicData set : PublicData.all()) {
      boolean isHere = fetcher.has(set);
      String path = fetcher.of(set).toString();
      rows.add(row(set.name(), set.about(), set.licence(), set.bytes(), isHere, path));
      table.add(
          List.of(
              set.name(),
              String.format(Locale.ROOT, "%,d MB", set.bytes() / MEGABYTE),
              isHere ? "yes" : "no",
              set.licence(),
              set.about()));
    }
    json.list(rows, table, "No data sets.");
    return 0;
  }

  @Command(
      name = "describe",
      mixinStandardHelpOptions = true,
      header = {"Says what is in a data set.", ""},
      description = {
        "Says what is in a data set: clips, groups and seconds of each label, how they",
        "are divided, what is left out, and audio that lies in more than one split.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  argand data describe recordings/",
        "  argand data describe fsdd --json     a set that was fetched"
      })
  int describe(
      @Mixin HomeOption home,
      @Parameters(
              paramLabel = "SPEC",
              arity = "1",
              description = "As for --data, or the name of a set that was fetched.")
          String name,
      @Mixin JsonOption json)
      throws Exception {
    LogLevels.quiet();
    String data = fetched(home.home(), name);
    Terminal aside = Terminal.aside(spec.commandLine());
    DataSet set = DataSets.open(data);
    Splits splits = DataSets.splits(data, set);
    DataDescription description;
    try (ProgressDisplay progress = new ProgressDisplay(aside)) {
      description =
          DataDescription.of(
              splits, done -> progress.show("read", done, set.clips().size(), Map.of()));
    }
    String digest = DataSets.digest(data, set);
    Terminal terminal = json.answer();
    if (json.isWanted()) {
      terminal.line(JsonLine.of(DataSetReport.asMap(set, description, digest)));
    } else {
      DataSetReport.print(set, description, digest, terminal);
    }
    return 0;
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      header = {"Fetches a public data set and checks it.", ""},
      description = {
        "Fetches a public data set from its authors' address and checks it. What broke",
        "off goes on where it was. The last line is the folder, to be given as --data.",
        ""
      },
      footer = {"", "Example:", "  argand data fetch fsdd"})
  int fetch(
      @Mixin HomeOption home,
      @Parameters(paramLabel = "NAME", arity = "1", description = "As in argand data list.")
          String name,
      @Option(
              names = "--to",
              paramLabel = "DIR",
              description = "Where sets lie, a sub-folder each (default: data in the home).")
          @Nullable Path to,
      @Option(
              names = "--sha256",
              paramLabel = "HEX",
              description = "What the archive must add up to instead of what is known of it.")
          @Nullable String sha256,
      @Option(
              names = "--unverified",
              description = "Take an archive of which no checksum is known as it comes.")
          boolean unverified,
      @Mixin JsonOption json)
      throws Exception {
    LogLevels.quiet();
    PublicData set = named(name);
    Checksum expected = checksum(set, sha256);
    if (expected == null && !unverified) {
      throw new ParameterException(
          spec.commandLine(),
          "no checksum of %s is published: give --sha256, or --unverified to take it as it comes"
              .formatted(set.name()));
    }
    DataFetcher fetcher =
        new DataFetcher(to != null ? OutputPath.folder("--to", to) : home.writable().data());
    Terminal terminal = Terminal.aside(spec.commandLine());
    if (!fetcher.has(set)) {
      terminal.line(
          "Fetching %s, about %,d MB, from %s", set.name(), set.bytes() / MEGABYTE, set.address());
      terminal.line("%s. Licence: %s", set.about(), set.licence());
    }
    try (ProgressDisplay progress = new ProgressDisplay(terminal)) {
      Path folder =
          fetcher.fetch(
              set,
              expected,
              new FetchListener() {
                @Override
                public void onBytes(String phase, long done, long total) {
                  progress.show(phase, megabytes(done), megabytes(total), Map.of());
                }

                @Override
                public void onTrouble(String line) {
                  terminal.line("  %s", line);
                }

                @Override
                public void onWait(String line) {
                  terminal.line("  %s", line);
                }
              });
      json.answer(Map.of("folder", folder.toString()), folder.toString());
      return 0;
    } catch (FetchException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()));
    }
  }

  @Command(
      name = "synth",
      mixinStandardHelpOptions = true,
      header = {"Synthesises labelled sounds as WAV files.", ""},
      description = {
        "Synthesises sound events and background as a folder of WAV files for each",
        "label. A group is a device in a room. The same seed gives the same files",
        "everywhere.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  argand data synth --out sounds --kinds siren,bell --groups 40 --takes 3",
        "  argand data synth --out chirps --task chirp-direction --groups 200 --takes 10"
      })
  int synth(
      @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder.")
          Path out,
      @Option(
              names = "--kinds",
              paramLabel = "KIND",
              split = ",",
              description = "What to render (default: the eight kinds of the bundled set).")
          @Nullable List<String> kinds,
      @Option(
              names = "--task",
              paramLabel = "NAME",
              description =
                  "Instead of sounds: chirp-direction, up or down within one frame, to which"
                      + " magnitudes are blind; see docs/data.md.")
          @Nullable String task,
      @Option(
              names = "--groups",
              paramLabel = "N",
              defaultValue = "30",
              description = "Devices and rooms of each kind (default: ${DEFAULT-VALUE}).")
          int groups,
      @Option(
              names = "--takes",
              paramLabel = "N",
              defaultValue = "2",
              description = "Clips of each (default: ${DEFAULT-VALUE}).")
          int takes,
      @Mixin SeedOption seed,
      @Mixin JsonOption json)
      throws CommandFailure, DataException, IOException {
    LogLevels.quiet();
    Path folder = OutputPath.folder("--out", out);
    if (task != null) {
      return chirps(task, kinds, folder, groups, takes, seed.seed(), json);
    }
    SyntheticData synthetic;
    try {
      synthetic = new SyntheticData(kinds(kinds), groups, takes, seed.seed());
    } catch (IllegalArgumentException e) {
      // Its components are named as the options are.
      throw CommandFailure.usage("--" + e.getMessage());
    }
    try (ProgressDisplay progress = new ProgressDisplay(Terminal.aside(spec.commandLine()))) {
      synthetic.write(folder, done -> progress.show("synth", done, synthetic.files(), Map.of()));
    }
    json.answer(Map.of("folder", folder.toString()), out.toString());
    return 0;
  }

  private int chirps(
      String task,
      @Nullable List<String> kinds,
      Path folder,
      int groups,
      int takes,
      long seed,
      JsonOption json)
      throws CommandFailure, DataException, IOException {
    if (!task.equals("chirp-direction") || kinds != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--task must be chirp-direction, without --kinds, was '%s'".formatted(task));
    }
    ChirpTask chirps;
    try {
      chirps = new ChirpTask(groups, takes, seed);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + e.getMessage());
    }
    try (ProgressDisplay progress = new ProgressDisplay(Terminal.aside(spec.commandLine()))) {
      chirps.write(folder, done -> progress.show("synth", done, chirps.files(), Map.of()));
    }
    json.answer(Map.of("folder", folder.toString()), folder.toString());
    return 0;
  }

  private List<SoundKind> kinds(@Nullable List<String> names) {
    if (names == null) {
      return SoundKind.bundled();
    }
    List<SoundKind> kinds = new ArrayList<>();
    for (String name : names) {
      kinds.add(
          Arrays.stream(SoundKind.values())
              .filter(kind -> kind.label().equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ParameterException(
                          spec.commandLine(),
                          "--kinds must be some of %s, was '%s'"
                              .formatted(
                                  Arrays.stream(SoundKind.values())
                                      .map(SoundKind::label)
                                      .collect(Collectors.joining(", ")),
                                  name))));
    }
    return kinds;
  }

  private PublicData named(String name) {
    return PublicData.named(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "NAME must be one of %s, was '%s'"
                        .formatted(
                            PublicData.all().stream()
                                .map(PublicData::name)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  private @Nullable Checksum checksum(PublicData set, @Nullable String sha256) {
    if (sha256 == null) {
      return set.checksum();
    }
    try {
      return Checksum.sha256(sha256.strip().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--sha256: " + e.getMessage(), e);
    }
  }

  private static String fetched(Home home, String name) {
    DataFetcher fetcher = new DataFetcher(home.data());
    return PublicData.named(name)
        .filter(fetcher::has)
        .map(set -> fetcher.of(set).toString())
        .orElse(name);
  }

  private static Map<String, String> bundled() {
    Map<String, String> sets = new LinkedHashMap<>();
    sets.put("bundled", "comes with Argand: sounds, spoken words and background");
    sets.put("bundled:events", "comes with Argand: sounds and background");
    sets.put("bundled:words", "comes with Argand: spoken words and background");
    return sets;
  }

  private static int megabytes(long bytes) {
    return (int) ((bytes + MEGABYTE - 1) / MEGABYTE);
  }

  private static Map<String, Object> row(
      String name, String about, String licence, long bytes, boolean isHere, String data) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("about", about);
    row.put("licence", licence);
    row.put("archiveBytes", bytes);
    row.put("here", isHere);
    row.put("data", data);
    return row;
  }
}
