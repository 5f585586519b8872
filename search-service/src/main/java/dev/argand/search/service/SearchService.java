package dev.argand.search.service;

import dev.argand.network.bundle.BundleStore;
import dev.argand.runtime.Health;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.Producers;
import dev.argand.runtime.SettingException;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSets;
import dev.argand.search.dataset.DatasetStore;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.publish.Publisher;
import dev.argand.search.run.Compute;
import dev.argand.search.train.Profile;
import dev.argand.search.trigger.Policy;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The search service: follows labelled clips, evaluations and the champion, decides by the {@link
 * Policy} when a search starts, and takes each run to its end.
 *
 * <p>Decisions stand on {@code search.requests} and states on {@code search.progress} before
 * anything is done about them, so that a service that was killed goes on where it was when it
 * starts again. One service at a time works in a folder of runs. Thread-safe.
 */
public final class SearchService implements AutoCloseable {
  /** Folder of what was fetched from a bucket, beside the runs. */
  private static final String FETCHED = "fetched-bundles";

  private final Lifecycle parts;
  private final Circle circle;
  private final ModelDesk models;
  private final Policy policy;
  private final Compute compute;

  private SearchService(
      Lifecycle parts, Circle circle, ModelDesk models, Policy policy, Compute compute) {
    this.parts = parts;
    this.circle = circle;
    this.models = models;
    this.policy = policy;
    this.compute = compute;
  }

  /**
   * Starts, with the CPU and Java's spectra for its runs.
   *
   * @see #start(SearchConfig, Compute, Producers, MeterRegistry, Health, Clock)
   */
  public static SearchService start(
      SearchConfig config, MeterRegistry registry, Health health, Clock clock)
      throws IOException, SettingException {
    return start(
        config, Compute.PLAIN, Producers.of(config.bootstrapServers()), registry, health, clock);
  }

  /**
   * Starts. It decides nothing before it has read its topics to their ends; that is when it becomes
   * ready.
   *
   * @param compute what runs compute with
   * @param producers of decisions, progress, models and alias events
   * @throws SettingException if the policy or its profile is not what was expected
   * @throws IOException if a folder cannot be used, or another search service works in the runs
   */
  public static SearchService start(
      SearchConfig config,
      Compute compute,
      Producers producers,
      MeterRegistry registry,
      Health health,
      Clock clock)
      throws IOException, SettingException {
    Policy policy = policy(config.policy(), config.data());
    Lifecycle parts = new Lifecycle();
    try {
      parts.own("runs folder", RunsLock.take(config.runs()));
      BundleStore store = config.bundles().create(config.runs().resolveSibling(FETCHED));
      DatasetStore datasets = new DatasetStore(config.datasets());
      ClipStore clips = new ClipStore(config.clips());
      SearchMetrics metrics = new SearchMetrics(registry);
      String bootstrap = config.bootstrapServers();
      String prefix = config.topicPrefix();
      ModelDesk models =
          parts.own("model desk", new ModelDesk(bootstrap, prefix, producers, clock));
      Publisher publisher =
          parts.own(
              "publisher",
              new Publisher(bootstrap, prefix, store, datasets.leakCheck(), producers, clock));
      CircleWriter writer = parts.own("writer", new CircleWriter(producers, prefix));
      Starter starter =
          new Starter(
              datasets, clips, Optional.ofNullable(config.data()).orElse(policy.data()), policy);
      RunConduct conduct =
          new RunConduct(config.runs(), compute, store, publisher, models, metrics);
      Circle circle =
          parts.own(
              "circle",
              new Circle(config, policy, starter, conduct, writer, metrics, health, clock));
      circle.start();
      return new SearchService(parts, circle, models, policy, compute);
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /**
   * Reads a policy and sees that what it names is there: what stops a start, before anything is
   * started.
   *
   * @param file null for the defaults
   * @param data base data set instead of the policy's; null for the policy's
   * @throws SettingException naming the file, the setting, its value and what was expected
   */
  public static Policy policy(@Nullable Path file, @Nullable String data) throws SettingException {
    Policy policy = Policy.read(file);
    String origin = file == null ? "the policy" : "policy " + file;
    try {
      Profile.read(policy.profile());
    } catch (SettingException e) {
      throw new SettingException(
          "%s: profile = \"%s\": %s".formatted(origin, policy.profile(), e.getMessage()));
    }
    try {
      DataSets.requireThere(data == null ? policy.data() : data);
    } catch (DataException e) {
      throw new SettingException(
          data == null
              ? "%s: data = \"%s\": %s".formatted(origin, policy.data(), e.getMessage())
              : "setting search.data = \"%s\": %s".formatted(data, e.getMessage()));
    }
    return policy;
  }

  /**
   * A person's wish for a search. Returns when it is decided, which waits for the start to be
   * possible: the data set to be frozen.
   *
   * @return the decision, as it stands on {@code search.requests}
   * @throws WishException if the wish names data or a profile that cannot be; the refusal stands on
   *     {@code search.requests} too
   * @throws IllegalStateException if the service is closing, or Kafka is not there
   */
  public SearchDecision request(SearchWish wish) throws InterruptedException {
    return circle.request(wish);
  }

  /** An alert's wish for a search; as {@link #request}. */
  public SearchDecision alert(String name, String summary) throws InterruptedException {
    return circle.alert(name, summary);
  }

  /** Decisions, newest first, at most 1000. */
  public List<SearchDecision> decisions() {
    return circle.decisions();
  }

  /** The run that runs now, if one does. */
  public Optional<String> running() {
    return circle.running();
  }

  /** How far the newest run is, or how it ended. */
  public Optional<SearchProgress> progress() {
    return circle.progress();
  }

  /** Which model serves, and how to change that. */
  public ModelDesk models() {
    return models;
  }

  /** By what it decides. */
  public Policy policy() {
    return policy;
  }

  /** With what its runs compute. */
  public Compute compute() {
    return compute;
  }

  @Override
  public void close() {
    parts.close();
  }
}
