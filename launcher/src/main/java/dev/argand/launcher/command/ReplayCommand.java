package dev.argand.launcher.command;

import dev.argand.inference.FrameLog;
import dev.argand.inference.HearingRule;
import dev.argand.inference.Replay;
import dev.argand.launcher.replay.Comparison;
import dev.argand.launcher.replay.Stretch;
import dev.argand.launcher.replay.WindowPair;
import dev.argand.launcher.replay.WindowPairing;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.ChannelSelection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code argand replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    header = {"Recognises past audio again, with any model.", ""},
    description = {
      "Recognises again what sources sent between two instants, as far as audio.frames",
      "still holds it, with any model: window by window what the live stream says or",
      "would have said. With --diff two models hear the same audio, and what they say",
      "differently is shown. Nothing is written anywhere. Without --from it begins",
      "with what Kafka still holds, without --to it ends with what Kafka holds now,",
      "whenever that was captured.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand replay --from 2026-11-25T10:00:00Z --to 2026-11-25T10:05:00Z",
      "  argand replay --from 2026-11-25T10:00:00Z --source hall --model 3 --all",
      "  argand replay --from 2026-11-25T10:00:00Z --diff 3 new.argand",
      "  argand replay --diff champion 5 --json",
      "  argand replay --set inference.reorder.limit=0s      as at-least-once hears",
      "",
      "Times are those of the windows' first samples. With --json, one object a window",
      "and line, and a last one with \"summary\". With --diff the windows that differ;",
      "with --all every one."
    })
final class ReplayCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private StretchOptions times = new StretchOptions();

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = "Only this source; may be repeated (default: every one).")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "A version, a digest, a bundle's file, a run or \"champion\" (default: champion).")
  private @Nullable String model;

  @Option(
      names = "--diff",
      arity = "2",
      paramLabel = "MODEL",
      description = "Two models, named as for --model, to compare.")
  private List<String> diff = new ArrayList<>();

  @Option(
      names = "--bundles",
      paramLabel = "DIR",
      description = "Folder of model bundles (default: that of the home).")
  private @Nullable Path bundles;

  @Option(
      names = "--channel",
      paramLabel = "CHANNEL",
      defaultValue = "MIX",
      description =
          "What is heard of several channels, as inference.channels: ${COMPLETION-CANDIDATES}"
              + " (default: MIX).")
  private ChannelSelection channel = ChannelSelection.MIX;

  @Mixin private DecisionOptions decision = new DecisionOptions();

  @Mixin private HearingSettings settings = new HearingSettings();

  @Option(names = "--all", description = "Show every window.")
  private boolean all;

  @Option(names = "--json", description = "Print one JSON object a window, and a last one.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    Stretch stretch = times.stretch();
    if (!diff.isEmpty() && model != null) {
      throw CommandFailure.usage("either --model or --diff was expected, both were given");
    }
    HearingRule rule = settings.rule(decision.decision());
    String bootstrapServers = kafka.require();
    ReplayReport report = new ReplayReport(spec.commandLine(), json, all);
    if (diff.isEmpty()) {
      String name = model == null ? ReplayModel.CHAMPION : model;
      try (ReplayModel only = load(name, bootstrapServers)) {
        report.begin(List.of(only));
        Replay replay = replay(only, rule, within(stretch, report::window));
        long records = read(bootstrapServers, stretch, List.of(replay));
        replay.finish();
        report.end(records, replay.poisoned());
      }
    } else {
      try (ReplayModel first = load(diff.get(0), bootstrapServers);
          ReplayModel second = load(diff.get(1), bootstrapServers)) {
        compare(first, second, rule, stretch, bootstrapServers, report);
      }
    }
    return 0;
  }

  private void compare(
      ReplayModel first,
      ReplayModel second,
      HearingRule rule,
      Stretch stretch,
      String bootstrapServers,
      ReplayReport report)
      throws CommandFailure {
    report.begin(List.of(first, second));
    Comparison comparison =
        new Comparison(
            first.recognizer().manifest().labels(), second.recognizer().manifest().labels());
    Consumer<WindowPair> sink =
        pair -> {
          comparison.add(pair);
          report.pair(pair);
        };
    WindowPairing pairing = new WindowPairing(sink);
    Replay one = replay(first, rule, within(stretch, pairing::first));
    Replay other = replay(second, rule, within(stretch, pairing::second));
    long records = read(bootstrapServers, stretch, List.of(one, other));
    one.finish();
    other.finish();
    pairing.finish();
    report.end(records, one.poisoned(), comparison);
  }

  private ReplayModel load(String name, String bootstrapServers) throws Exception {
    Path store = bundles != null ? bundles : kafka.home().bundles();
    return ReplayModel.load(name, kafka.home(), store, bootstrapServers, kafka.topicPrefix());
  }

  private Replay replay(ReplayModel by, HearingRule rule, Consumer<Recognition> sink) {
    return new Replay(Replay.model(by.recognizer()), by.version(), 0, channel, rule, sink);
  }

  /** Hands every frame to each replay. */
  private long read(String bootstrapServers, Stretch stretch, List<Replay> replays)
      throws CommandFailure {
    Set<String> wanted = new HashSet<>(sources);
    try (FrameLog log = FrameLog.open(bootstrapServers, kafka.topicPrefix())) {
      return log.read(
          stretch.firstArrival(),
          stretch.lastArrival(),
          (key, value, arrivedAtMillis) -> {
            if (wanted.isEmpty() || isOf(wanted, key)) {
              replays.forEach(replay -> replay.hear(key, value, arrivedAtMillis));
            }
          });
    }
  }

  private static boolean isOf(Set<String> wanted, byte @Nullable [] key) {
    return key != null && wanted.contains(new String(key, StandardCharsets.UTF_8));
  }

  private static Consumer<Recognition> within(Stretch stretch, Consumer<Recognition> sink) {
    return window -> {
      if (stretch.holds(window)) {
        sink.accept(window);
      }
    };
  }
}
