package dev.argand.launcher.command;

import dev.argand.launcher.demo.TemporaryHome;
import dev.argand.launcher.demo.Tour;
import dev.argand.launcher.demo.TourPolicy;
import dev.argand.launcher.demo.TourResult;
import dev.argand.launcher.demo.TourSpec;
import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.standalone.Standalone;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.Splits;
import dev.argand.search.run.Compute;
import dev.argand.search.train.Profile;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code argand demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    header = {"A tour: search, publish, listen live, learn a new sound.", ""},
    description = {
      "A tour, from a sound to a recognition: starts a Kafka broker, searches a",
      "network for the data, retrains it and publishes it as version 1, streams live",
      "audio with known truth from four sources, and prints recognitions as they come.",
      "In the second act a kind of sound that the model never heard appears, labels",
      "arrive, a search starts by itself, and what it finds is promoted if it is",
      "better. Then it stays up until Ctrl-C. Everything lives in a temporary folder",
      "that is removed at the end, unless --home is given.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand demo",
      "  argand demo --once",
      "  argand demo --data recordings/ --home ~/argand-tour",
      "",
      "With --once the last line is one JSON object: version, genotype, parameters,",
      "heldOutAccuracy, windows, liveAccuracy, offlineAccuracy (the batch evaluation",
      "of the very audio that was streamed), p50Ms and p99Ms (from the capture of a",
      "window's last sample until a reader has its recognition), realTimeFactor",
      "(seconds of work a second of audio), and secondAct with accuracyBefore,",
      "accuracyDuring, accuracyAfter, promoted and seconds."
    })
final class DemoCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();

  @Option(names = "--once", description = "End after the live stretch, with the figures as JSON.")
  private boolean once;

  @Option(names = "--first-act", description = "Leave out the second act.")
  private boolean firstAct;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      defaultValue = "bundled",
      description =
          "bundled, bundled:events, bundled:words, or a directory with a folder of audio files for"
              + " each label (default: ${DEFAULT-VALUE}).")
  private String data = "";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "cpu,false.alarms.minutes=60",
      description =
          "How much work the search does: smoke (seconds, for tests), cpu (minutes; thresholds from"
              + " four hours of background, where the tour has one), or a .properties file"
              + " (default: ${DEFAULT-VALUE}).")
  private String profile = "";

  @Mixin private SeedOption seed = new SeedOption();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "40",
      description = "Length of the live stretch (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Kafka's port (default: any free one).")
  private int port;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of the console, /metrics, /healthy and /ready (default: any free one).")
  private int httpPort;

  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Mixin private JsonOption json = new JsonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    // Everything that a person can have got wrong is said before anything is started.
    TourSpec tour = tourSpec();
    Ports.requireValid(port, httpPort);
    Standalone.requireFreePorts(port, httpPort);
    Profile read = Profile.read(profile);
    DataSet set = DataSets.open(data);
    set.requireRates(read.frontEnd().sampleRateHz());
    Splits splits = DataSets.splits(data, set);
    // Natives were fetched into the lasting home.
    Home lasting = home.isGiven() ? home.writable() : home.home();
    Compute searches = compute.choose(lasting, Terminal.aside(spec.commandLine()));
    if (home.isGiven()) {
      take(tour, set, splits, lasting, searches);
    } else {
      try (TemporaryHome temporary = TemporaryHome.create()) {
        take(tour, set, splits, temporary.home(), searches);
      }
    }
    return 0;
  }

  private void take(TourSpec tour, DataSet set, Splits splits, Home folder, Compute searches)
      throws Exception {
    Terminal terminal = json.people();
    TourPolicy.write(tour, folder.policy());
    try (Standalone services =
        Standalone.start(folder, port, httpPort, searches, System.getenv())) {
      terminal.line("Argand runs on %s", folder.root());
      addresses(services, terminal);
      TourResult result = new Tour(tour, services, folder, terminal).take(set, splits);
      if (!once) {
        terminal.heading("Still running; Ctrl-C ends it");
        addresses(services, terminal);
        new CountDownLatch(1).await();
      }
      json.answer().line(JsonLine.of(result));
    }
  }

  private static void addresses(Standalone services, Terminal terminal) {
    terminal.line("  Kafka    %s", services.bootstrapServers());
    terminal.line("  console  %s/", services.address());
    terminal.line("  meters   %s/metrics", services.address());
    terminal.line("  health   %s/healthy and %s/ready", services.address(), services.address());
  }

  TourSpec tourSpec() throws CommandFailure {
    try {
      return new TourSpec(data, profile, seed.seed(), Duration.ofSeconds(seconds), !firstAct);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
