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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
      "Plays audio files, or folders of them, into Kafka as live sources, all at once,",
      "and ends when they have ended. A source that fails is named with its reason;",
      "the others go on.",
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
      converter = SourcePath.Parser.class,
      description = "A name for the source, and the audio file or folder to play.")
  private List<SourcePath> sources = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    List<SourceSpec> played = playing.specs(sources);
    String bootstrapServers = kafka.require();
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-topics"))) {
      TopicAdmin.ensure(admin, kafka.topicPrefix(), Topic.AUDIO_FRAMES);
    }
    try (IngestService ingest =
        new IngestService(
            bootstrapServers, kafka.topicPrefix(), new SimpleMeterRegistry(), played.size())) {
      played.forEach(ingest::add);
      Terminal terminal = Terminal.of(spec.commandLine(), false);
      terminal.line("Playing %d source(s) into %s", played.size(), bootstrapServers);
      Map<String, String> told = new HashMap<>();
      while (!ingest.awaitFinished(LOOK_EVERY)) {
        // An interrupt ends the wait; sources then end their sessions in order.
        ingest.states().forEach((source, state) -> tell(source, state, told));
      }
      report(ingest.states(), terminal);
      return 0;
    }
  }

  /** Says once what a source waits for, and once that it goes on. */
  private void tell(String source, SourceState state, Map<String, String> told) {
    String before = told.getOrDefault(source, "");
    boolean lives = state.phase() == Phase.RUNNING || state.phase() == Phase.WAITING;
    if (lives && !state.detail().equals(before)) {
      told.put(source, state.detail());
      Terminal.aside(spec.commandLine())
          .line(
              "argand: source %s: %s",
              source, state.detail().isEmpty() ? "it goes on" : state.detail());
    }
  }

  private static void report(Map<String, SourceState> states, Terminal terminal)
      throws CommandFailure {
    states.forEach(
        (source, state) -> terminal.line("  %-20s %s %s", source, state.phase(), state.detail()));
    List<String> failed =
        states.entrySet().stream()
            .filter(source -> source.getValue().phase() == Phase.FAILED)
            .map(source -> "source %s: %s".formatted(source.getKey(), source.getValue().detail()))
            .toList();
    if (!failed.isEmpty()) {
      throw CommandFailure.failed(
          "%d of %d source(s) failed: %s"
              .formatted(failed.size(), states.size(), String.join("; ", failed)));
    }
  }
}
