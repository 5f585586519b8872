package dev.argand.search;

import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.Producers;
import dev.argand.runtime.ServiceProcess;
import dev.argand.runtime.Setting;
import dev.argand.runtime.Settings;
import dev.argand.runtime.Telemetry;
import dev.argand.runtime.TelemetrySettings;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import dev.argand.search.clip.ClipApi;
import dev.argand.search.clip.ClipCatalog;
import dev.argand.search.clip.ClipCutter;
import dev.argand.search.clip.ClipKeeper;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.clip.KeepRule;
import dev.argand.search.label.LabelApi;
import dev.argand.search.label.LabelDesk;
import dev.argand.search.run.Compute;
import dev.argand.search.run.ComputeSettings;
import dev.argand.search.service.SearchApi;
import dev.argand.search.service.SearchConfig;
import dev.argand.search.service.SearchService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.LoggerFactory;

/**
 * The search service as a process of its own, set up from the environment. With the argument {@code
 * run} it does one search instead and ends: see {@link SingleRun}.
 */
public final class Main {
  /** Argument that asks for one search. */
  public static final String RUN = "run";

  private static final TelemetrySettings TELEMETRY = TelemetrySettings.of("search", 9103);

  private Main() {}

  /** Runs until SIGTERM; see {@link ServiceProcess} for the exit codes. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals(RUN)) {
      ServiceProcess.runOnce("search run", runSettings(), SingleRun::conduct);
    } else {
      ServiceProcess.run("search", settings(), Main::open);
    }
  }

  /** Every setting of the service. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(SearchConfig.settings());
    settings.addAll(ComputeSettings.settings());
    settings.addAll(KeepRule.settings());
    settings.addAll(TELEMETRY.settings());
    return List.copyOf(settings);
  }

  /** Every setting of one search. */
  public static List<Setting<?>> runSettings() {
    return SingleRun.settings();
  }

  private static void open(Settings settings, Lifecycle parts) throws Exception {
    SearchConfig config = SearchConfig.of(settings);
    SearchService.policy(config.policy(), config.data());
    KeepRule keeping = KeepRule.of(settings);
    Compute compute = ComputeSettings.choose(settings, LoggerFactory.getLogger(Main.class)::warn);
    Health health = new Health();
    Telemetry telemetry = parts.own("telemetry", TELEMETRY.start(settings, health));
    try (Admin admin =
        Admin.create(KafkaConfigs.admin(config.bootstrapServers(), "argand-search-topics"))) {
      TopicAdmin.ensure(admin, config.topicPrefix(), Topic.values());
    }
    LabelDesk labels =
        parts.own(
            "label desk",
            new LabelDesk(config.bootstrapServers(), config.topicPrefix(), Clock.systemUTC()));
    LabelApi.register(telemetry.server(), labels);
    ClipStore labelled = new ClipStore(config.clips());
    ClipStore heard = new ClipStore(settings.get(SearchConfig.HOME).resolve("heard"));
    ClipApi.register(
        telemetry.server(),
        () -> ClipCatalog.read(config.bootstrapServers(), config.topicPrefix()),
        List.of(heard, labelled));
    parts.own(
        "clip cutter",
        ClipCutter.start(
            config.bootstrapServers(),
            config.topicPrefix(),
            labelled,
            telemetry.registry(),
            health));
    SearchService search =
        parts.own(
            "search",
            SearchService.start(
                config,
                compute,
                Producers.of(config.bootstrapServers()),
                telemetry.registry(),
                health,
                Clock.systemUTC()));
    SearchApi.register(telemetry.server(), search);
    // It deletes files, so it waits until this process has the folder to itself.
    parts.own(
        "clip keeper",
        ClipKeeper.start(
            config.bootstrapServers(),
            config.topicPrefix(),
            heard,
            keeping,
            telemetry.registry(),
            health,
            Clock.systemUTC()));
  }
}
