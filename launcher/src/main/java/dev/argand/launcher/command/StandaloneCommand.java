package dev.argand.launcher.command;

import dev.argand.ingest.SourceSpec;
import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.standalone.Standalone;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.search.run.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code argand standalone}. */
@Command(
    name = "standalone",
    mixinStandardHelpOptions = true,
    header = {"Runs everything on this machine until Ctrl-C.", ""},
    description = {
      "Runs everything on this machine until Ctrl-C: a Kafka broker, the bundle store,",
      "ingest, recognition, evaluation against labels, the search service, and the",
      "console, the API and meters over HTTP. All of it listens on 127.0.0.1 only, and",
      "keeps its data in the home for the next start. Recognition begins once a model",
      "has been published and promoted. A file policy.properties in the home says when",
      "a search starts by itself.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand standalone",
      "  argand standalone --source hall=recordings/ --source door=door.wav --loop",
      "  argand standalone --home /data/argand --port 19092 --http-port 0",
      "  argand natives fetch cuda",
      "  argand standalone --device cuda    searches on a GPU, once that is there"
    })
final class StandaloneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private SourceOptions playing = new SourceOptions();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9092",
      description = "Kafka's port, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = "9464",
      description =
          "Port of the console, the API, /metrics, /healthy and /ready, 0 for any free one"
              + " (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--source",
      paramLabel = "ID=PATH",
      converter = SourcePath.Parser.class,
      description = "An audio file, or a folder of them, to hear; repeat it for more.")
  private List<SourcePath> sources = new ArrayList<>();

  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Override
  public Integer call() throws Exception {
    LogLevels.service();
    Ports.requireValid(port, httpPort);
    List<SourceSpec> played = playing.specs(sources);
    Home folder = home.writable();
    Compute searches = compute.choose(folder, Terminal.of(spec.commandLine(), true));
    try (Standalone all = Standalone.start(folder, port, httpPort, searches, System.getenv())) {
      Terminal terminal = Terminal.of(spec.commandLine(), false);
      terminal.line("Argand runs on %s", folder.root());
      terminal.line("  Kafka    %s", all.bootstrapServers());
      terminal.line("  console  %s/", all.address());
      terminal.line("  meters   %s/metrics", all.address());
      terminal.line("  health   %s/healthy and %s/ready", all.address(), all.address());
      terminal.line("Ctrl-C ends it.");
      played.forEach(all.ingest()::add);
      new CountDownLatch(1).await();
    }
    return CommandFailure.FAILED;
  }
}
