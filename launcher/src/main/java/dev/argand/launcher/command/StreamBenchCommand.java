package dev.argand.launcher.command;

import dev.argand.inference.Guarantee;
import dev.argand.launcher.bench.BenchModel;
import dev.argand.launcher.bench.MeasuredModel;
import dev.argand.launcher.bench.StreamBench;
import dev.argand.launcher.bench.StreamCase;
import dev.argand.launcher.bench.StreamResult;
import dev.argand.launcher.demo.TemporaryHome;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.ModelEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code argand bench stream}. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    header = {"Measures the recognition stream: sources a core, latency, CPU time.", ""},
    description = {
      "Starts a broker, sources of noise (16 kHz, mono, 16 bit) and recognition, the",
      "last in a process of its own whose CPU time is measured. First recognition",
      "catches up with a backlog for 8 s; then as many sources as make the wanted load",
      "speak at the pace of the clock. Of that part is told:",
      "",
      "  sourcesPerCore      seconds of audio heard, without what was shed, over CPU",
      "                      seconds of the process",
      "  p50Ms, p90Ms, p99Ms from a window's last sample, taken by Kafka, until",
      "                      its recognition can be read as committed",
      "  cpuMicrosPerWindow  CPU time a window: signal (PCM to features), handOver",
      "                      (frames, state, writing), model, kafka (polling,",
      "                      changelogs, commits, the clients' own threads), runtime",
      "                      (compiler, garbage, all else), total",
      "  changelogRatio      bytes to changelogs over bytes of audio",
      "  load                CPU time of a stream thread over the time that passed",
      "  behindSeconds       audio a source that still waited at the end",
      "  shedSeconds         audio of all sources that was shed: too much for it",
      "",
      "Several values of an option are measured in all combinations, in about 45 s",
      "each. Broker and sources need a core of their own; where the machine has too",
      "few, latencies say so.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand bench stream --json",
      "  argand bench stream --guarantee exactly-once,at-least-once",
      "  argand bench stream --model run1/3f2a.argand",
      "  argand bench stream --engine pytorch,onnx-runtime --json",
      "  argand bench stream --frame-bytes 640,3200 --threads 1,2 --load 0.7 --json",
      "  argand bench stream --sources 200 --seconds 60",
      "",
      "With --json, one object: of a single case its figures and \"model\", of several",
      "\"model\" and \"cases\"."
    })
final class StreamBenchCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "A bundle's file, a digest or its first eight letters, or a run, as `argand models"
              + " export-onnx` takes it (default: a built-in network of 53 thousand parameters that"
              + " learned nothing).")
  private @Nullable String model;

  @Option(
      names = "--frame-bytes",
      paramLabel = "N",
      split = ",",
      defaultValue = "3200",
      description = "PCM of a frame: 640 are 20 ms, 3200 are 100 ms (default: ${DEFAULT-VALUE}).")
  private List<Integer> frameBytes = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      defaultValue = "1",
      description = "Stream threads, 1 to 4 (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = "--guarantee",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "exactly-once",
      description = "exactly-once or at-least-once (default: ${DEFAULT-VALUE}).")
  private List<String> guarantees = new ArrayList<>();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "pytorch",
      description = "pytorch or onnx-runtime (default: ${DEFAULT-VALUE}).")
  private List<String> engines = new ArrayList<>();

  @Option(
      names = "--load",
      paramLabel = "PART",
      defaultValue = "0.7",
      description = "Wanted load of a stream thread, 0.05 to 0.95 (default: ${DEFAULT-VALUE}).")
  private double load;

  @Option(
      names = "--sources",
      paramLabel = "N",
      defaultValue = "0",
      description = "So many sources instead of those that make the load.")
  private int sources;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long a case is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    requireWithin("--load", load, 0.05, 0.95);
    requireWithin("--sources", sources, 0, 100_000);
    requireWithin("--seconds", seconds, 1, 3_600);
    List<StreamCase> cases = cases();
    Terminal terminal = json.people();
    List<StreamResult> results = new ArrayList<>();
    MeasuredModel measured;
    try (TemporaryHome folder = TemporaryHome.create();
        StreamBench bench =
            new StreamBench(
                folder.home().root(),
                bundle(folder.home().root()),
                (what, phase) -> terminal.line("  %-52s %s", name(what), phase))) {
      measured = bench.model();
      for (StreamCase what : cases) {
        results.add(
            bench.measure(what, StreamBench.Plan.of(load, sources, Duration.ofSeconds(seconds))));
      }
    }
    answer(measured, results);
    return 0;
  }

  private Path bundle(Path folder) throws IOException, CommandFailure {
    return model == null ? BenchModel.write(folder) : new StoredModels(home.home()).find(model);
  }

  private List<StreamCase> cases() throws CommandFailure {
    List<StreamCase> cases = new ArrayList<>();
    try {
      for (ModelEngine engine : choices("--engine", ModelEngine.class, engines)) {
        for (Guarantee guarantee : choices("--guarantee", Guarantee.class, guarantees)) {
          for (int count : threads) {
            for (int bytes : frameBytes) {
              cases.add(new StreamCase(bytes, count, guarantee, engine));
            }
          }
        }
      }
      return cases;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static <E extends Enum<E>> List<E> choices(
      String option, Class<E> type, List<String> given) {
    List<E> chosen = new ArrayList<>();
    for (String text : given) {
      chosen.add(
          Arrays.stream(type.getEnumConstants())
              .filter(choice -> text(choice).equals(text.toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s must be %s, was '%s'"
                              .formatted(
                                  option,
                                  Arrays.stream(type.getEnumConstants())
                                      .map(StreamBenchCommand::text)
                                      .collect(Collectors.joining(" or ")),
                                  text))));
    }
    return chosen;
  }

  private static void requireWithin(String option, double value, double min, double max)
      throws CommandFailure {
    if (!(value >= min && value <= max)) {
      throw CommandFailure.usage(
          "%s must be within [%s, %s], was %s"
              .formatted(option, number(min), number(max), number(value)));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String text(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String name(StreamCase what) {
    return "%s, %s, %d threads, %d bytes"
        .formatted(text(what.engine()), text(what.guarantee()), what.threads(), what.frameBytes());
  }

  private void answer(MeasuredModel measured, List<StreamResult> results) {
    if (json.isWanted()) {
      Map<String, Object> said = new LinkedHashMap<>();
      if (results.size() == 1) {
        said.putAll(results.get(0).asMap());
        said.put("model", measured);
      } else {
        said.put("model", measured);
        said.put("cases", results.stream().map(StreamResult::asMap).toList());
      }
      json.answer().line(JsonLine.of(said));
      return;
    }
    TextTable streams =
        new TextTable(
            List.of(
                "case", "sources", "load", "a core", "p50 ms", "p99 ms", "shed s", "changelog"));
    TextTable windows =
        new TextTable(
            List.of(
                "CPU us a window", "signal", "hand-over", "model", "kafka", "runtime", "total"));
    for (StreamResult result : results) {
      streams.add(stream(result));
      windows.add(window(result));
    }
    Terminal answer = json.answer();
    answer.line("");
    answer.line(
        "  model of run %s, %,d parameters, digest %s",
        measured.run(), measured.parameters(), measured.digest().substring(0, 12));
    streams.lines().forEach(answer::line);
    answer.line("");
    windows.lines().forEach(answer::line);
  }

  private static List<String> stream(StreamResult result) {
    return List.of(
        name(result.what()),
        Integer.toString(result.sources()),
        "%.2f".formatted(result.load()),
        "%.0f".formatted(result.sourcesPerCore()),
        "%.0f".formatted(result.p50Ms()),
        "%.0f".formatted(result.p99Ms()),
        "%.1f".formatted(result.shedSeconds()),
        "%.2f".formatted(result.changelogRatio()));
  }

  private static List<String> window(StreamResult result) {
    List<String> cells = new ArrayList<>(List.of(name(result.what())));
    result.cpuMicrosPerWindow().values().forEach(micros -> cells.add("%.0f".formatted(micros)));
    return cells;
  }
}
