package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.network.Field;
import dev.argand.search.bench.StepBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code argand bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    header = {"Measures how fast this machine does the work.", ""},
    description = {"Each benchmark runs in a process of its own, on nothing but noise.", ""},
    footer = {
      "",
      "Examples:",
      "  argand bench step --channels 8 --batch 32      a step of a search",
      "  argand bench stream --json                     the recognition stream"
    },
    subcommands = {BenchCommand.Step.class, StreamBenchCommand.class})
final class BenchCommand extends CommandGroup {
  /** {@code argand bench step}. */
  @Command(
      name = "step",
      mixinStandardHelpOptions = true,
      header = {"Times a step of a search.", ""},
      description = {
        "A step is a validation batch for the architecture and a training batch for the",
        "weights, over SS1, at an input of 32 bands by 32 frames. Cells are normal,",
        "reduction, normal, ... Prints the median of five steps after a warm-up, the",
        "process's peak memory, and how many tensor operations a step starts.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  argand bench step --channels 8 --batch 32",
        "  argand bench step --cells 3 --nodes 4 --partial 4 --json"
      })
  static final class Step implements Callable<Integer> {
    @Option(
        names = "--field",
        paramLabel = "FIELD",
        defaultValue = "complex",
        description = "complex or real (default: ${DEFAULT-VALUE}).")
    private String field = "";

    @Option(
        names = "--channels",
        paramLabel = "C",
        defaultValue = "8",
        description = "Channels of the first cell (default: ${DEFAULT-VALUE}).")
    private int channels;

    @Option(
        names = "--batch",
        paramLabel = "N",
        defaultValue = "32",
        description = "Windows a batch (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
        names = "--cells",
        paramLabel = "N",
        defaultValue = "3",
        description = "Cells, 1 to 6 (default: ${DEFAULT-VALUE}).")
    private int cells;

    @Option(
        names = "--nodes",
        paramLabel = "N",
        defaultValue = "4",
        description = "Intermediate nodes a cell (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
        names = "--partial",
        paramLabel = "K",
        defaultValue = "1",
        description = "Candidates see 1/K of the channels (default: ${DEFAULT-VALUE}, all).")
    private int partial;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "1",
        description = "Threads within an operation (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Mixin private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws Exception {
      LogLevels.quiet();
      StepBench.Case what = what();
      Terminal terminal = json.people();
      Path log = Files.createTempFile("argand-bench", ".log");
      StepBench.Result result;
      try (ProgressDisplay progress = new ProgressDisplay(terminal)) {
        result =
            StepBench.measure(
                what,
                log,
                step -> progress.show(step.phase(), step.done(), step.total(), step.values()));
      }
      Files.deleteIfExists(log);
      Terminal answer = json.answer();
      if (json.isWanted()) {
        answer.line(JsonLine.of(asMap(result)));
      } else {
        answer.line("seconds a step    %.3f", result.secondsPerStep());
        answer.line("peak memory       %.0f MiB", result.peakRssMiB());
        answer.line("operations        %,d", result.operations());
        answer.line("weights           %,d", result.weights());
      }
      return 0;
    }

    private StepBench.Case what() throws CommandFailure {
      try {
        return new StepBench.Case(
            Field.valueOf(field.toUpperCase(Locale.ROOT)),
            channels,
            batch,
            cells,
            nodes,
            partial,
            threads);
      } catch (IllegalArgumentException e) {
        String message =
            e.getMessage() == null || e.getMessage().startsWith("No enum constant")
                ? "--field must be complex or real, was '%s'".formatted(field)
                : "--" + e.getMessage();
        throw CommandFailure.usage(message);
      }
    }

    private static Map<String, Object> asMap(StepBench.Result result) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("secondsPerStep", result.secondsPerStep());
      map.put("peakRssMiB", result.peakRssMiB());
      map.put("operations", result.operations());
      map.put("weights", result.weights());
      return map;
    }
  }
}
