package dev.argand.launcher.standalone;

import dev.argand.console.ConsoleService;
import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceService;
import dev.argand.inference.evaluation.EvaluationApi;
import dev.argand.inference.evaluation.EvaluationConfig;
import dev.argand.inference.evaluation.EvaluationService;
import dev.argand.inference.rollout.RollbackPolicy;
import dev.argand.inference.rollout.RolloutGuard;
import dev.argand.ingest.IngestService;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.Ports;
import dev.argand.runtime.Producers;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.runtime.Telemetry;
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
import dev.argand.search.service.SearchApi;
import dev.argand.search.service.SearchConfig;
import dev.argand.search.service.SearchService;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Every service of one machine in this JVM, on loopback: a Kafka broker, the bundle store, ingest,
 * recognition, evaluation, labels and clips, the search service, and the console, the API, meters
 * and health over HTTP.
 *
 * <p>Closing it closes them in reverse order. The home keeps everything for the next start.
 */
public final class Standalone implements AutoCloseable {
  /** Where everything listens. */
  public static final String HOST = "127.0.0.1";

  /** Audio kept by Kafka on one machine: 2 GB over all partitions. */
  private static final long AUDIO_BYTES = 2L << 30;

  private static final String TOPIC_PREFIX = "";

  private final Lifecycle parts;
  private final EmbeddedBroker broker;
  private final Telemetry telemetry;
  private final Health health;
  private final FolderBundleStore store;
  private final IngestService ingest;
  private final SearchService search;

  private Standalone(
      Lifecycle parts,
      EmbeddedBroker broker,
      Telemetry telemetry,
      Health health,
      FolderBundleStore store,
      IngestService ingest,
      SearchService search) {
    this.parts = parts;
    this.broker = broker;
    this.telemetry = telemetry;
    this.health = health;
    this.store = store;
    this.ingest = ingest;
    this.search = search;
  }

  /**
   * Starts everything, with the CPU and Java's spectra for searches.
   *
   * @see #start(Home, int, int, Compute, Map)
   */
  public static Standalone start(
      Home home, int kafkaPort, int httpPort, Map<String, String> environment)
      throws IOException, SettingException {
    return start(home, kafkaPort, httpPort, Compute.PLAIN, environment);
  }

  /**
   * Starts everything; recognition itself begins when there is a champion.
   *
   * @param kafkaPort 0 for any free one
   * @param httpPort 0 for any free one
   * @param compute what searches compute with
   * @param environment of the process; settings of recognition and of clips are taken from it
   * @throws SettingException if a variable is misspelt or its value is not what is expected
   * @throws dev.argand.runtime.PortTakenException if another process listens on a port
   * @throws dev.argand.launcher.broker.BrokerFolderException if another standalone has the home
   * @throws InterruptedIOException if the thread is interrupted: all that was started is closed
   */
  public static Standalone start(
      Home home, int kafkaPort, int httpPort, Compute compute, Map<String, String> environment)
      throws IOException, SettingException {
    // An interrupt closes the file that is being read: Kafka would take its disk for broken, and
    // end the process at once. So what is begun is finished, and then closed in order.
    FutureTask<Standalone> start =
        new FutureTask<>(() -> open(home, kafkaPort, httpPort, compute, environment));
    new Thread(start, "start").start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          Standalone started = start.get();
          if (interrupted) {
            started.close();
            throw new InterruptedIOException("stopped while it started");
          }
          return started;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException failure(@Nullable Throwable cause)
      throws IOException, SettingException {
    if (cause instanceof IOException e) {
      throw e;
    }
    if (cause instanceof SettingException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  private static Standalone open(
      Home home, int kafkaPort, int httpPort, Compute compute, Map<String, String> environment)
      throws IOException, SettingException {
    KeepRule keeping = KeepRule.of(KnownSettings.of(Map.of(), environment));
    requireFreePorts(kafkaPort, httpPort);
    home.create();
    // What a person wrote is read before anything runs; the search service reads it once more.
    SearchService.policy(ifThere(home.policy()), null);
    RollbackPolicy rollback = RollbackPolicy.read(ifThere(home.rollbackPolicy()));
    Lifecycle parts = new Lifecycle();
    try {
      EmbeddedBroker broker = parts.own("broker", EmbeddedBroker.start(home.broker(), kafkaPort));
      createTopics(broker.bootstrapServers());
      Health health = new Health();
      Telemetry telemetry = parts.own("telemetry", new Telemetry(HOST, httpPort, health));
      FolderBundleStore store = FolderBundleStore.create(home.bundles());
      parts.own(
          "recognition",
          InferenceService.start(
              inference(home, broker, environment), telemetry.registry(), health));
      judge(home, rollback, broker, telemetry, health, parts);
      SearchService search = learn(home, broker, compute, telemetry, health, parts);
      keepHeard(home, broker, keeping, telemetry, health, parts);
      parts.own(
          "console",
          ConsoleService.start(
              broker.bootstrapServers(), TOPIC_PREFIX, telemetry.server(), Clock.systemUTC()));
      IngestService ingest =
          parts.own(
              "ingest",
              new IngestService(broker.bootstrapServers(), TOPIC_PREFIX, telemetry.registry()));
      parts.own(
          "announcement",
          home.announce(
              new Running(
                  ProcessHandle.current().pid(), broker.bootstrapServers(), telemetry.address())));
      return new Standalone(parts, broker, telemetry, health, store, ingest, search);
    } catch (IOException | SettingException | RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  /**
   * Refuses ports that are taken, before anything is started.
   *
   * @throws dev.argand.runtime.PortTakenException for the first
   */
  public static void requireFreePorts(int... ports) throws IOException {
    for (int port : ports) {
      Ports.requireFree(HOST, port);
    }
  }

  /** Kafka's address. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** What the topics' names begin with. */
  public String topicPrefix() {
    return TOPIC_PREFIX;
  }

  /** Where meters and health are served, without a path. */
  public String address() {
    return telemetry.address();
  }

  public Health health() {
    return health;
  }

  public MeterRegistry registry() {
    return telemetry.registry();
  }

  /** The bundles of this home. */
  public FolderBundleStore store() {
    return store;
  }

  public IngestService ingest() {
    return ingest;
  }

  public SearchService search() {
    return search;
  }

  @Override
  public void close() {
    close(parts);
  }

  /** An interrupt that asked for the end must not hurry it: it would leave work half done. */
  private static void close(Lifecycle parts) {
    boolean interrupted = Thread.interrupted();
    try {
      parts.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Labels against recognitions, and challengers against the champion. */
  private static void judge(
      Home home,
      RollbackPolicy rollback,
      EmbeddedBroker broker,
      Telemetry telemetry,
      Health health,
      Lifecycle parts)
      throws SettingException {
    EvaluationService evaluation =
        parts.own(
            "evaluation",
            EvaluationService.start(
                EvaluationConfig.of(broker.bootstrapServers(), TOPIC_PREFIX, home.evaluation()),
                telemetry.registry(),
                health));
    EvaluationApi.register(telemetry.server(), evaluation.table());
    parts.own(
        "rollout guard",
        RolloutGuard.start(
            broker.bootstrapServers(), TOPIC_PREFIX, rollback, health, Clock.systemUTC()));
  }

  /** Labels to clips, clips to searches, searches to champions. */
  private static SearchService learn(
      Home home,
      EmbeddedBroker broker,
      Compute compute,
      Telemetry telemetry,
      Health health,
      Lifecycle parts)
      throws IOException, SettingException {
    LabelDesk labels =
        parts.own(
            "label desk",
            new LabelDesk(broker.bootstrapServers(), TOPIC_PREFIX, Clock.systemUTC()));
    LabelApi.register(telemetry.server(), labels);
    parts.own(
        "clip cutter",
        ClipCutter.start(
            broker.bootstrapServers(),
            TOPIC_PREFIX,
            new ClipStore(home.clips()),
            telemetry.registry(),
            health));
    SearchService search =
        parts.own(
            "search",
            SearchService.start(
                new SearchConfig(
                    broker.bootstrapServers(),
                    TOPIC_PREFIX,
                    home.runs(),
                    StoreLocation.of(home.bundles()),
                    home.clips(),
                    home.datasets(),
                    ifThere(home.policy()),
                    null),
                compute,
                Producers.of(broker.bootstrapServers()),
                telemetry.registry(),
                health,
                Clock.systemUTC()));
    SearchApi.register(telemetry.server(), search);
    return search;
  }

  private static @Nullable Path ifThere(Path file) {
    return Files.isRegularFile(file) ? file : null;
  }

  /** The audio of what is heard. */
  private static void keepHeard(
      Home home,
      EmbeddedBroker broker,
      KeepRule keeping,
      Telemetry telemetry,
      Health health,
      Lifecycle parts)
      throws IOException {
    ClipStore heard = new ClipStore(home.heard());
    parts.own(
        "clip keeper",
        ClipKeeper.start(
            broker.bootstrapServers(),
            TOPIC_PREFIX,
            heard,
            keeping,
            telemetry.registry(),
            health,
            Clock.systemUTC()));
    ClipApi.register(
        telemetry.server(),
        () -> ClipCatalog.read(broker.bootstrapServers(), TOPIC_PREFIX),
        List.of(heard, new ClipStore(home.clips())));
  }

  private static void createTopics(String bootstrapServers) {
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-topics"))) {
      TopicAdmin.ensureCapped(admin, TOPIC_PREFIX, AUDIO_BYTES, Topic.values());
    }
  }

  private static InferenceConfig inference(
      Home home, EmbeddedBroker broker, Map<String, String> environment) throws SettingException {
    Map<String, String> fixed =
        Map.of(
            InferenceConfig.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers(),
            InferenceConfig.TOPIC_PREFIX.name(), TOPIC_PREFIX,
            InferenceConfig.BUNDLE_STORE.name(), home.bundles().toString(),
            InferenceConfig.STATE_DIR.name(), home.recognition().toString(),
            InferenceConfig.INSTANCE_ID.name(), "standalone");
    return InferenceConfig.of(Settings.of(fixed, environment));
  }
}
