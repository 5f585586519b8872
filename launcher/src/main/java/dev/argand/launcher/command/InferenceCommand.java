package dev.argand.launcher.command;

import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceService;
import dev.argand.launcher.standalone.KnownSettings;
import dev.argand.launcher.standalone.Standalone;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Health;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.Settings;
import dev.argand.runtime.Telemetry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code argand inference}. */
@Command(
    name = "inference",
    mixinStandardHelpOptions = true,
    header = {"Runs recognition alone against a Kafka.", ""},
    description = {
      "Runs recognition alone against a Kafka, until Ctrl-C: reads audio.frames,",
      "follows the champion that model.aliases names, and writes recognitions. Start",
      "it on several machines to share the work. Settings can also come from the",
      "environment, such as ARGAND_INFERENCE_THREADS.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand inference --bootstrap-servers kafka:9092 --bundles /mnt/bundles",
      "  argand inference --instance-id left --threads 2"
    })
final class InferenceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--bundles",
      paramLabel = "DIR",
      description =
          "Where model bundles are: a folder, or s3://bucket/prefix (default: the folder of the"
              + " home).")
  private @Nullable String bundles;

  @Option(
      names = "--instance-id",
      paramLabel = "NAME",
      description =
          "Lasting name of this instance, so that its restart takes over at once; two running"
              + " instances must never share one.")
  private @Nullable String instanceId;

  @Option(names = "--threads", paramLabel = "N", description = "Stream threads (default: 1).")
  private @Nullable Integer threads;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "Folder of this instance alone (default: inference-PID in the home).")
  private @Nullable Path stateDir;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port of /metrics, /healthy and /ready (default: any free one).")
  private int httpPort;

  @Override
  public Integer call() throws Exception {
    LogLevels.service();
    Ports.requireValid(httpPort);
    StoreLocation store = store();
    // Says at once what a champion's first load would say much later.
    store.create(state().resolve("bundles")).digests();
    Standalone.requireFreePorts(httpPort);
    InferenceConfig config = InferenceConfig.of(settings(store));
    Lifecycle parts = new Lifecycle();
    try {
      Health health = new Health();
      Telemetry telemetry =
          parts.own("telemetry", new Telemetry(Standalone.HOST, httpPort, health));
      parts.own("recognition", InferenceService.start(config, telemetry.registry(), health));
      Terminal terminal = Terminal.of(spec.commandLine(), false);
      terminal.line("Recognition runs against %s", config.bootstrapServers());
      terminal.line("  bundles  %s", store);
      terminal.line("  meters   %s/metrics", telemetry.address());
      terminal.line("Ctrl-C ends it.");
      new CountDownLatch(1).await();
    } finally {
      boolean interrupted = Thread.interrupted();
      parts.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return CommandFailure.FAILED;
  }

  private StoreLocation store() throws CommandFailure {
    try {
      return bundles == null
          ? StoreLocation.of(kafka.home().bundles())
          : StoreLocation.parse(bundles);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--bundles: " + e.getMessage());
    }
  }

  private Path state() throws CommandFailure {
    return stateDir != null
        ? stateDir
        : kafka.home().root().resolve("inference-" + ProcessHandle.current().pid());
  }

  private Settings settings(StoreLocation store) throws Exception {
    Map<String, String> given = new HashMap<>();
    given.put(InferenceConfig.BOOTSTRAP_SERVERS.name(), kafka.require());
    given.put(InferenceConfig.TOPIC_PREFIX.name(), kafka.topicPrefix());
    given.put(InferenceConfig.BUNDLE_STORE.name(), store.toString());
    given.put(InferenceConfig.STATE_DIR.name(), state().toString());
    if (instanceId != null) {
      given.put(InferenceConfig.INSTANCE_ID.name(), instanceId);
    }
    if (threads != null) {
      given.put(InferenceConfig.THREADS.name(), threads.toString());
    }
    return KnownSettings.of(given, System.getenv());
  }
}
