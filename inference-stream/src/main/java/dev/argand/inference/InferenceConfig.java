package dev.argand.inference;

import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.signal.ChannelSelection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one instance of the application.
 *
 * @param bootstrapServers Kafka's addresses
 * @param topicPrefix before each topic's name, may be empty
 * @param bundleStore where model bundles are; what is fetched from a bucket is kept in the state
 *     folder
 * @param applicationId names the consumer group, the changelogs and the transactions
 * @param stateDir folder that belongs to this instance alone
 * @param instanceId names this instance for ever, so that a restart takes over at once from the
 *     process that it replaces; null where instances come and go without names. Two live instances
 *     must never share one: the later fences the earlier
 * @param threads stream threads, at most one a partition is busy
 * @param standbyReplicas how many other instances keep a copy of each partition's state, up to
 *     date, so that who takes a partition over restores nothing
 * @param commitInterval how often recognitions become visible
 * @param sessionTimeout after which the partitions of an instance that fell silent are taken over
 * @param transactionTimeout after which an unfinished transaction of a lost instance stops holding
 *     readers back
 * @param channels which channels of a source are heard
 * @param detections how windows become detections
 * @param hearing how an instance hears, whatever the model; with at-least-once no frame waits
 * @param guarantee what holds for each window's recognition after a crash
 * @param models which models may serve, and how a new one is watched
 */
public record InferenceConfig(
    String bootstrapServers,
    String topicPrefix,
    StoreLocation bundleStore,
    String applicationId,
    Path stateDir,
    @Nullable String instanceId,
    int threads,
    int standbyReplicas,
    Duration commitInterval,
    Duration sessionTimeout,
    Duration transactionTimeout,
    ChannelSelection channels,
    DetectionRule detections,
    HearingRule hearing,
    Guarantee guarantee,
    ModelRule models) {

  private static final int MOST_STANDBYS = 8;

  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text("bootstrap.servers", null, "Kafka's addresses, host:port separated by commas");
  public static final Setting<String> TOPIC_PREFIX =
      Setting.of("topic.prefix", "text", text -> text, "", "put before every topic's name");
  public static final Setting<StoreLocation> BUNDLE_STORE =
      Setting.of(
          "bundle.store",
          StoreLocation.EXPECTED,
          StoreLocation::parse,
          StoreLocation.of(Path.of("bundles")),
          "folder or bucket of model bundles");
  public static final Setting<String> APPLICATION_ID =
      Setting.text(
          "inference.application.id", "argand-inference", "consumer group; prefix of changelogs");
  public static final Setting<Path> STATE_DIR =
      Setting.path(
          "inference.state.dir", Path.of("inference-state"), "folder of this instance alone");
  public static final Setting<String> INSTANCE_ID =
      Setting.text(
          "inference.instance.id", null, "lasting name of this instance, for restarts at once");
  public static final Setting<Integer> THREADS =
      Setting.integer("inference.threads", 1, 64, 1, "stream threads");
  public static final Setting<Integer> STANDBY_REPLICAS =
      Setting.integer(
          "inference.standby.replicas",
          0,
          MOST_STANDBYS,
          0,
          "other instances that keep a copy of each partition's state");
  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.duration(
          "inference.commit.interval", Duration.ofMillis(100), "how often recognitions are shown");
  public static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
          "inference.session.timeout",
          Duration.ofSeconds(10),
          "silence after which an instance's partitions are taken over");
  public static final Setting<Duration> TRANSACTION_TIMEOUT =
      Setting.duration(
          "inference.transaction.timeout",
          Duration.ofSeconds(10),
          "after which a lost instance's transaction no longer holds readers back");
  public static final Setting<ChannelSelection> CHANNELS =
      Setting.choice(
          "inference.channels", ChannelSelection.class, ChannelSelection.MIX, "channels heard");
  public static final Setting<Guarantee> GUARANTEE =
      Setting.choice(
          "inference.guarantee",
          Guarantee.class,
          Guarantee.EXACTLY_ONCE,
          "exactly-once, or at-least-once for lower latency and readers that drop known windows");
  private static final Duration SHORTEST_COMMIT = Duration.ofMillis(10);

  public InferenceConfig {
    require(!bootstrapServers.isBlank(), "bootstrapServers must not be blank");
    require(!applicationId.isBlank(), "applicationId must not be blank");
    require(threads >= 1, "threads must be at least 1, were " + threads);
    require(
        standbyReplicas >= 0 && standbyReplicas <= MOST_STANDBYS,
        "standbyReplicas must be in [0, %d], was %d".formatted(MOST_STANDBYS, standbyReplicas));
    require(
        commitInterval.compareTo(SHORTEST_COMMIT) >= 0,
        "commitInterval must be at least 10 ms, was " + commitInterval.toMillis() + " ms");
    require(
        sessionTimeout.compareTo(commitInterval) > 0,
        "sessionTimeout must be longer than the commit interval of %d ms, was %d ms"
            .formatted(commitInterval.toMillis(), sessionTimeout.toMillis()));
    require(
        transactionTimeout.compareTo(commitInterval) > 0,
        "transactionTimeout must be longer than the commit interval of %d ms, was %d ms"
            .formatted(commitInterval.toMillis(), transactionTimeout.toMillis()));
    require(
        guarantee != Guarantee.AT_LEAST_ONCE || hearing.reorder().waitsForNone(),
        "%s must be 0s with at-least-once, was %d ms"
            .formatted(ReorderRule.LIMIT.name(), hearing.reorder().limit().toMillis()));
  }

  /** The same with a folder of bundles and the usual rules, exactly once, without standbys. */
  public InferenceConfig(
      String bootstrapServers,
      String topicPrefix,
      Path bundleStore,
      String applicationId,
      Path stateDir,
      @Nullable String instanceId,
      int threads,
      Duration commitInterval,
      Duration sessionTimeout,
      Duration transactionTimeout,
      ChannelSelection channels) {
    this(
        bootstrapServers,
        topicPrefix,
        StoreLocation.of(bundleStore),
        applicationId,
        stateDir,
        instanceId,
        threads,
        0,
        commitInterval,
        sessionTimeout,
        transactionTimeout,
        channels,
        DetectionRule.USUAL,
        HearingRule.USUAL,
        Guarantee.EXACTLY_ONCE,
        ModelRule.USUAL);
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(own());
    settings.addAll(DetectionRule.settings());
    settings.addAll(HearingRule.settings());
    settings.addAll(ModelRule.settings());
    return List.copyOf(settings);
  }

  private static List<Setting<?>> own() {
    return List.of(
        BOOTSTRAP_SERVERS,
        TOPIC_PREFIX,
        BUNDLE_STORE,
        APPLICATION_ID,
        STATE_DIR,
        INSTANCE_ID,
        THREADS,
        STANDBY_REPLICAS,
        COMMIT_INTERVAL,
        SESSION_TIMEOUT,
        TRANSACTION_TIMEOUT,
        CHANNELS,
        GUARANTEE);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException naming the first that is missing or wrong
   */
  public static InferenceConfig of(Settings settings) throws SettingException {
    try {
      Guarantee guarantee = settings.get(GUARANTEE);
      return new InferenceConfig(
          settings.get(BOOTSTRAP_SERVERS),
          settings.get(TOPIC_PREFIX),
          settings.get(BUNDLE_STORE),
          settings.get(APPLICATION_ID),
          settings.get(STATE_DIR),
          settings.find(INSTANCE_ID).orElse(null),
          settings.get(THREADS),
          settings.get(STANDBY_REPLICAS),
          settings.get(COMMIT_INTERVAL),
          settings.get(SESSION_TIMEOUT),
          settings.get(TRANSACTION_TIMEOUT),
          settings.get(CHANNELS),
          DetectionRule.of(settings),
          hearing(settings, guarantee),
          guarantee,
          ModelRule.of(settings));
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }

  private static HearingRule hearing(Settings settings, Guarantee guarantee)
      throws SettingException {
    HearingRule hearing = HearingRule.of(settings);
    return guarantee == Guarantee.AT_LEAST_ONCE && settings.find(ReorderRule.LIMIT).isEmpty()
        ? hearing.reordering(ReorderRule.NONE)
        : hearing;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
