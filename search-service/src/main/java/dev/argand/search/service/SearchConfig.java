package dev.argand.search.service;

import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the search service works.
 *
 * @param bootstrapServers Kafka's addresses
 * @param topicPrefix before each topic's name, may be empty
 * @param runs folder of runs; one search service at a time holds it
 * @param bundles where model bundles are; what is fetched from a bucket is kept beside the runs
 * @param clips folder of labelled clips
 * @param datasets folder of frozen data sets
 * @param policy policy file; null for the defaults
 * @param data base data set instead of the policy's; null for the policy's
 */
public record SearchConfig(
    String bootstrapServers,
    String topicPrefix,
    Path runs,
    StoreLocation bundles,
    Path clips,
    Path datasets,
    @Nullable Path policy,
    @Nullable String data) {

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
  public static final Setting<Path> HOME =
      Setting.path("search.home", Path.of("search"), "folder of runs, clips and data sets");
  public static final Setting<Path> POLICY =
      Setting.path("search.policy", null, "policy file: when a search starts by itself");
  public static final Setting<String> DATA =
      Setting.text("search.data", null, "base data set, instead of the policy's");

  public SearchConfig {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrapServers must not be blank");
    }
  }

  /** Every setting. */
  public static List<Setting<?>> settings() {
    return List.of(BOOTSTRAP_SERVERS, TOPIC_PREFIX, BUNDLE_STORE, HOME, POLICY, DATA);
  }

  /**
   * From settings.
   *
   * @throws SettingException naming what is missing or not what was expected
   */
  public static SearchConfig of(Settings settings) throws SettingException {
    Path home = settings.get(HOME);
    return new SearchConfig(
        settings.get(BOOTSTRAP_SERVERS),
        settings.get(TOPIC_PREFIX),
        home.resolve("runs"),
        settings.get(BUNDLE_STORE),
        home.resolve("clips"),
        home.resolve("datasets"),
        settings.find(POLICY).orElse(null),
        settings.find(DATA).orElse(null));
  }
}
