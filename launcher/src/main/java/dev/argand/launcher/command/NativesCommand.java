package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.search.natives.NativeSet;
import dev.argand.search.natives.NativesException;
import dev.argand.search.natives.NativesFetcher;
import dev.argand.search.natives.NativesFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code argand natives}. */
@Command(
    name = "natives",
    mixinStandardHelpOptions = true,
    header = {"Fetches native libraries for GPUs and for ND4J.", ""},
    description = {
      "Fetches native libraries that a search can use and that Argand does not bring",
      "along. They come by this machine's own Maven, with its settings and mirrors,",
      "and lie in the home until their folder is deleted.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand natives list",
      "  argand natives fetch cuda    then: argand search --device cuda ...",
      "  argand natives fetch nd4j    then: argand search --spectra nd4j ..."
    })
final class NativesCommand extends CommandGroup {
  private static final long SAY_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      description = "Fetches a set unless it is there.",
      footer = {"", "Example:", "  argand natives fetch nd4j"})
  int fetch(
      @Mixin HomeOption home,
      @Parameters(
              paramLabel = "SET",
              arity = "1",
              description = "cpu, cuda, nd4j or nd4j-cuda; argand natives list explains them.")
          String name,
      @Mixin JsonOption json)
      throws Exception {
    LogLevels.quiet();
    NativeSet set = named(name);
    NativesFolder folder = new NativesFolder(home.writable().natives());
    Terminal terminal = Terminal.of(spec.commandLine(), true);
    if (!folder.has(set)) {
      terminal.line(
          "Fetching %s (%s), about %s, into %s",
          set.folder(), set.meaning(), set.size(), folder.of(set));
    }
    boolean isNew;
    try {
      isNew = new NativesFetcher(folder, System.getenv("PATH")).fetch(set, nowAndThen(terminal));
    } catch (NativesException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()));
    }
    terminal.line(isNew ? "Fetched and checked." : "It is there already.");
    String path = folder.of(set).toString();
    json.answer(Map.of("folder", path), path);
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Says which sets there are, how large, and which were fetched or come along.",
      footer = {"", "Example:", "  argand natives list --json"})
  int list(@Mixin HomeOption home, @Mixin JsonOption json) throws Exception {
    LogLevels.quiet();
    NativesFolder folder = new NativesFolder(home.home().natives());
    List<Map<String, Object>> rows = new ArrayList<>();
    TextTable table = new TextTable(List.of("set", "size", "here"));
    for (NativeSet set : NativeSet.values()) {
      boolean isHere = folder.has(set);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("set", set.folder());
      row.put("bytes", set.bytes());
      row.put("here", isHere);
      row.put("bundled", set.isBundled());
      row.put("folder", folder.of(set).toString());
      row.put("meaning", set.meaning());
      rows.add(row);
      String what = "%-10s %s".formatted(set.folder(), set.meaning());
      table.add(List.of(what, set.size(), isHere ? "yes" : set.isBundled() ? "bundled" : "no"));
    }
    json.list(rows, table, "No sets.");
    return 0;
  }

  private NativeSet named(String name) {
    for (NativeSet set : NativeSet.values()) {
      if (set.folder().equals(name)) {
        return set;
      }
    }
    throw new ParameterException(
        spec.commandLine(),
        "SET must be one of %s, was '%s'"
            .formatted(
                Arrays.stream(NativeSet.values())
                    .map(NativeSet::folder)
                    .collect(Collectors.joining(", ")),
                name));
  }

  /** Maven redraws its progress many times a second. */
  private static Consumer<String> nowAndThen(Terminal terminal) {
    long[] last = {System.nanoTime() - SAY_EVERY_NANOS};
    return line -> {
      if (System.nanoTime() - last[0] >= SAY_EVERY_NANOS) {
        last[0] = System.nanoTime();
        terminal.line("  " + line);
      }
    };
  }
}
