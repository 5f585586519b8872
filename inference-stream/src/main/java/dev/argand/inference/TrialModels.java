package dev.argand.inference;

import dev.argand.inference.ModelLoadException.Reason;
import dev.argand.schemas.Rollout;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the models that the alias log tries beside the champion, and waits for none. One that
 * cannot be loaded is left out and said; it is tried again as a champion is.
 */
final class TrialModels implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrialModels.class);

  private final ModelLoads loads;
  private final InferenceMetrics metrics;
  private final Clock clock;
  private final Map<String, Failure> failures = new HashMap<>();
  private volatile String said = "";

  /** What failed beside a champion of a front end. */
  private record Failure(ChampionSeat.Failure failure, String besideFrontEnd) {
    String digest() {
      return failure.digest();
    }

    ModelLoadException cause() {
      return failure.cause();
    }
  }

  TrialModels(ModelLoads loads, InferenceMetrics metrics, Clock clock) {
    this.loads = loads;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Why models on trial are left out, or empty; any thread may ask. */
  String failure() {
    return said;
  }

  /**
   * Forgets why models were left out that the log no longer wants beside the champion, and what is
   * being loaded of them.
   */
  void forgetWhatEnded(AliasLog aliases) {
    loads.keepOnly(
        Stream.of(Rollout.CHALLENGER, Rollout.SHADOW)
            .flatMap(alias -> aliases.rollout(alias).stream())
            .map(Rollout::digest)
            .collect(Collectors.toSet()));
    if (failures
        .entrySet()
        .removeIf(
            entry ->
                aliases
                    .rollout(entry.getKey())
                    .filter(rollout -> rollout.digest().equals(entry.getValue().digest()))
                    .isEmpty())) {
      say();
    }
  }

  /**
   * The trial of an alias under the champion's generation, if the log wants one and its model is
   * loaded by now.
   *
   * @param now what is loaded
   */
  Optional<Lineup.Trial> of(String alias, AliasLog aliases, Champion champion, Lineup now) {
    Optional<Rollout> wanted = aliases.rollout(alias);
    if (wanted.isEmpty() || wanted.get().digest().equals(champion.model().digest())) {
      forget(alias);
      return Optional.empty();
    }
    Rollout rollout = wanted.get();
    return model(alias, rollout.digest(), aliases, champion, now)
        .map(
            model ->
                new Lineup.Trial(
                    new Champion(model, aliases.version(rollout.digest()), champion.generation()),
                    rollout));
  }

  private Optional<Model> model(
      String alias, String digest, AliasLog aliases, Champion champion, Lineup now) {
    Optional<Model> loaded = now.loaded(digest);
    if (loaded.isEmpty() && !mayTry(alias, digest, aliases, champion)) {
      return Optional.empty();
    }
    try {
      if (loaded.isPresent()) {
        loads.letGo(digest);
        requireComparable(alias, loaded.get(), champion);
        forget(alias);
        return loaded;
      }
      Optional<Model> model = load(alias, digest, champion);
      if (model.isPresent()) {
        forget(alias);
        log.info("The {} is {}", alias, digest);
      }
      return model;
    } catch (ModelLoadException e) {
      failed(alias, digest, aliases, champion, e);
      return Optional.empty();
    }
  }

  private Optional<Model> load(String alias, String digest, Champion champion)
      throws ModelLoadException {
    Optional<Model> model = loads.take(digest);
    if (model.isPresent()) {
      try {
        requireComparable(alias, model.get(), champion);
      } catch (ModelLoadException e) {
        model.get().close();
        throw e;
      }
    }
    return model;
  }

  private static void requireComparable(String alias, Model model, Champion champion)
      throws ModelLoadException {
    if (alias.equals(Rollout.SHADOW)
        && !model.frontEnd().digest().equals(champion.frontEndDigest())) {
      throw new ModelLoadException(
          Reason.REFUSED,
          "a shadow must have the champion's front end, to hear the same windows, has another");
    }
  }

  private boolean mayTry(String alias, String digest, AliasLog aliases, Champion champion) {
    Failure failure = failures.get(alias);
    return failure == null
        || !failure.digest().equals(digest)
        || !failure.besideFrontEnd().equals(champion.frontEndDigest())
        || failure.failure().isOver(aliases, clock.instant());
  }

  private void failed(
      String alias, String digest, AliasLog aliases, Champion champion, ModelLoadException e) {
    Failure before =
        failures.put(
            alias,
            new Failure(
                new ChampionSeat.Failure(digest, aliases.namedAt(digest), e, clock.instant()),
                champion.frontEndDigest()));
    if (before == null
        || !before.digest().equals(digest)
        || !before.besideFrontEnd().equals(champion.frontEndDigest())
        || before.cause().reason() == Reason.UNAVAILABLE) {
      metrics.loadFailed(e.reason());
    }
    if (before == null || !before.digest().equals(digest)) {
      log.error("The {} {} cannot be loaded, it is left out: {}", alias, digest, e.getMessage());
    }
    say();
  }

  @Override
  public void close() {
    loads.close();
  }

  private void forget(String alias) {
    if (failures.remove(alias) != null) {
      say();
    }
  }

  private void say() {
    Map<String, String> lines = new TreeMap<>();
    failures.forEach(
        (alias, failure) ->
            lines.put(alias, "%s left out: %s".formatted(alias, failure.cause().getMessage())));
    said = String.join("; ", lines.values());
  }
}
