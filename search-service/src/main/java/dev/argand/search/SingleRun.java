package dev.argand.search;

import dev.argand.network.bundle.BundleStore;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.Setting;
import dev.argand.runtime.Settings;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.dataset.LeakCheck;
import dev.argand.search.publish.Publisher;
import dev.argand.search.run.ComputeSettings;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.SearchRequest;
import dev.argand.search.run.SearchRunner;
import dev.argand.search.service.SearchConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One search in a process of its own, as a Kubernetes Job: searches, retrains, publishes the bundle
 * and announces it on {@code models}. Nobody's champion changes: a person promotes what was found,
 * since the gate and the one run at a time are the search service's.
 */
final class SingleRun {
  private static final Logger LOG = LoggerFactory.getLogger(SingleRun.class);

  private static final Setting<String> DATA =
      Setting.text(
          "search.run.data",
          "bundled",
          "Data set: bundled, bundled:events, bundled:words, a folder or a frozen set.");
  private static final Setting<String> PROFILE =
      Setting.text("search.run.profile", "cpu", "Profile: cpu, words, ... or a properties file.");
  private static final Setting<Long> SEED =
      Setting.of("search.run.seed", "a whole number", Long::parseLong, 1L, "Fixes the run.");
  private static final Setting<Path> FOLDER =
      Setting.path("search.run.folder", Path.of("run"), "Folder of the bundle and the log.");

  private SingleRun() {}

  static List<Setting<?>> settings() {
    List<Setting<?>> settings =
        new ArrayList<>(
            List.of(
                SearchConfig.BOOTSTRAP_SERVERS,
                SearchConfig.TOPIC_PREFIX,
                SearchConfig.BUNDLE_STORE,
                DATA,
                PROFILE,
                SEED,
                FOLDER));
    settings.addAll(ComputeSettings.settings());
    return List.copyOf(settings);
  }

  static void conduct(Settings settings, Lifecycle parts) throws Exception {
    String bootstrapServers = settings.get(SearchConfig.BOOTSTRAP_SERVERS);
    String prefix = settings.get(SearchConfig.TOPIC_PREFIX);
    SearchRequest request =
        new SearchRequest(
            settings.get(DATA),
            settings.get(PROFILE),
            settings.get(SEED),
            settings.get(FOLDER),
            ComputeSettings.choose(settings, LOG::warn));
    BundleStore store =
        settings
            .get(SearchConfig.BUNDLE_STORE)
            .create(settings.get(FOLDER).resolveSibling("fetched-bundles"));
    // What would refuse the result is found before the search, not hours after it.
    store.digests();
    try (Admin admin =
        Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-search-run-topics"))) {
      TopicAdmin.ensure(admin, prefix, Topic.MODELS);
    }
    RunResult result = SearchRunner.run(request, new LoggedPhases());
    Publisher publisher =
        parts.own(
            "publisher", new Publisher(bootstrapServers, prefix, store, LeakCheck.ofOwnData()));
    ModelAnnouncement announced = publisher.publish(result.bundle());
    LOG.info(
        "Run {} made model {} ({}), held-out accuracy {}",
        result.runId(),
        announced.getVersion(),
        result.digest(),
        result.heldOutAccuracy());
  }

  /** A line when a phase begins. */
  private static final class LoggedPhases implements ProgressListener {
    private final AtomicReference<String> phase = new AtomicReference<>("");

    @Override
    public void onProgress(Progress progress) {
      if (!phase.getAndSet(progress.phase()).equals(progress.phase())) {
        LOG.info("{} begins", progress.phase());
      }
    }
  }
}
