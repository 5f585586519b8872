package dev.argand.launcher.command;

import dev.argand.ingest.IngestService;
import dev.argand.ingest.SourceSpec;
import dev.argand.ingest.SourceState;
import dev.argand.ingest.SourceState.Phase;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code argand ingest}. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    header = {"Plays audio files into Kafka as live sources.", ""},
    description = {
      "Plays audio files, or folders of them, into Kafka as live sources, all at once, and ends when",
      "they have ended. A source that fails is named with its reason; the others go on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand ingest hall=hall.wav door=recordings/",
      "  argand ingest --speed 0 archive=2024/ --bootstrap-servers kafka:9092",
      "  argand ingest --loop test=tone.wav"
    })
final class IngestCommand implements Callable<Integer> {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private SourceOptions playing = new SourceOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "ID=PATH",
      description = "A name for the source, and the audio file or folder to play.")
  private Map<String, Path> sources = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    playing.requireReadable(sources);
    String bootstrapServers = kafka.require();
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-topics"))) {
      TopicAdmin.ensure(admin, kafka.topicPrefix(), Topic.AUDIO_FRAMES);
    }
    try (IngestService ingest =
        new IngestService(
            bootstrapServers, kafka.topicPrefix(), new SimpleMeterRegistry(), sources.size())) {
      for (SourceSpec source : playing.specs(sources)) {
        ingest.add(source);
      }
      Terminal terminal = Terminal.of(spec.commandLine(), false);
      terminal.line("Playing %d source(s) into %s", sources.size(), bootstrapServers);
      while (!ingest.awaitFinished(LOOK_EVERY)) {
        // An interrupt ends the wait; sources then end their sessions in order.
      }
      return report(ingest.states(), terminal);
    }
  }

  private static int report(Map<String, SourceState> states, Terminal terminal) {
    states.forEach(
        (source, state) -> terminal.line("  %-20s %s %s", source, state.phase(), state.detail()));
    boolean failed = states.values().stream().anyMatch(state -> state.phase() == Phase.FAILED);
    return failed ? CommandFailure.FAILED : 0;
  }
}
