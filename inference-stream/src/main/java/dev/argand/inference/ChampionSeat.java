package dev.argand.inference;

import dev.argand.inference.DeploymentReporter.Served;
import dev.argand.inference.DeploymentReporter.Standing;
import dev.argand.inference.ModelLoadException.Reason;
import dev.argand.runtime.Health;
import dev.argand.schemas.Rollout;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the slot hold what the alias log names: has it loaded and warmed, and swaps. Called by one
 * thread, never a stream thread, which waits for no load: what a later event says is acted on
 * meanwhile, and a model that has come is seated only if it is still wanted.
 *
 * <p>A champion that cannot be loaded leaves the one before it in place, with the generation that
 * named it. It is tried again when an event names it again, and after a while where that may help
 * ({@link Reason#retryAfter}). A champion that is withdrawn without a successor goes on serving,
 * and readiness says so. The champion before stays loaded, so that going back waits for nothing,
 * and is compared for a while with a champion that was not tried. Models on trial are seated beside
 * the champion; one that cannot be loaded is left out, and its sources are the champion's.
 */
final class ChampionSeat implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChampionSeat.class);

  static final String COMPONENT = "champion";
  private static final long NOTHING_FOLDED = -1;
  private static final String NOT_COMPARED =
      "the champion was not tried, and is not compared with the one before, %s: that one has another"
          + " front end, and hears other windows";

  private final ModelLoads loads;
  private final ModelSlot slot;
  private final InferenceMetrics metrics;
  private final Health health;
  private final Duration watch;
  private final Clock clock;
  private final TrialModels trials;
  private volatile @Nullable Failure lastFailure;
  private volatile String incomparable = "";
  private volatile long folded = NOTHING_FOLDED;

  /**
   * What could not be loaded.
   *
   * @param named generation of the last event that had named it then
   */
  record Failure(String digest, long named, ModelLoadException cause, Instant at) {
    /** Whether another try may end otherwise. */
    boolean isOver(AliasLog aliases, Instant now) {
      return aliases.namedAt(digest) > named
          || cause.reason().retryAfter().filter(after -> now.isAfter(at.plus(after))).isPresent();
    }
  }

  /**
   * A seat that is empty, and loads in the thread that follows.
   *
   * @param watch how long a champion that was not tried is compared with the one before
   */
  ChampionSeat(
      ModelLoader loader,
      ModelSlot slot,
      InferenceMetrics metrics,
      Health health,
      Duration watch,
      Clock clock) {
    this(loader, Runnable::run, slot, metrics, health, watch, clock);
  }

  /** The same with threads for the loads. */
  ChampionSeat(
      ModelLoader loader,
      Executor threads,
      ModelSlot slot,
      InferenceMetrics metrics,
      Health health,
      Duration watch,
      Clock clock) {
    this.loads = new ModelLoads(loader, threads);
    this.slot = slot;
    this.metrics = metrics;
    this.health = health;
    this.watch = watch;
    this.clock = clock;
    this.trials = new TrialModels(new ModelLoads(loader, threads), metrics, clock);
  }

  /** Acts on what the log says by now. */
  void follow(AliasLog aliases) {
    metrics.voided(aliases.voided());
    folded = aliases.generation();
    loads.keepOnly(
        aliases.champion().filter(digest -> !isLoaded(digest)).map(Set::of).orElse(Set.of()));
    trials.forgetWhatEnded(aliases);
    dropTrialsThatEnded(aliases);
    Optional<String> wanted = aliases.champion();
    Optional<Champion> seated = slot.peek();
    if (wanted.isEmpty()) {
      lastFailure = null;
      incomparable = "";
      health.ready(COMPONENT, seated.isPresent(), nobodyNamed(aliases, seated));
      return;
    }
    String digest = wanted.get();
    if (seated.isPresent() && digest(seated.get()).equals(digest)) {
      lastFailure = null;
    } else if (!mayTry(digest, aliases) || !seat(digest, aliases)) {
      return;
    }
    arrange(aliases);
  }

  /**
   * Whatever must be loaded first, a model that was withdrawn answers no more; where nothing must
   * be loaded it goes in the same step in which another comes.
   */
  private void dropTrialsThatEnded(AliasLog aliases) {
    slot.lineup()
        .filter(
            lineup ->
                aliases.champion().flatMap(lineup::loaded).isEmpty() || isServing(lineup, aliases))
        .filter(
            lineup ->
                ended(lineup.challenger(), aliases, Rollout.CHALLENGER)
                    || ended(lineup.shadow(), aliases, Rollout.SHADOW))
        .ifPresent(lineup -> slot.arrange(withoutWhatEnded(lineup, aliases)));
  }

  /** A trial that goes on stays loaded. */
  private static Lineup withoutWhatEnded(Lineup lineup, AliasLog aliases) {
    return new Lineup(
        lineup.champion(),
        lineup.challenger().filter(one -> !ended(lineup.challenger(), aliases, Rollout.CHALLENGER)),
        lineup.shadow().filter(one -> !ended(lineup.shadow(), aliases, Rollout.SHADOW)),
        lineup.spare(),
        Optional.empty());
  }

  private boolean isLoaded(String digest) {
    return slot.lineup().flatMap(lineup -> lineup.loaded(digest)).isPresent();
  }

  private static boolean isServing(Lineup lineup, AliasLog aliases) {
    return aliases.champion().filter(digest(lineup.champion())::equals).isPresent();
  }

  private static boolean ended(Optional<Lineup.Trial> trial, AliasLog aliases, String alias) {
    return trial.isPresent()
        && !aliases.rollout(alias).map(Rollout::id).equals(trial.map(t -> t.rollout().id()));
  }

  /** The champion under its names, and the trials that are wanted beside it. */
  private void arrange(AliasLog aliases) {
    Lineup now = slot.lineup().orElseThrow();
    long generation = aliases.generation();
    Champion champion = now.champion().renamed(aliases.version(digest(now.champion())), generation);
    Optional<Lineup.Trial> challenger = trials.of(Rollout.CHALLENGER, aliases, champion, now);
    Optional<Lineup.Trial> shadow = trials.of(Rollout.SHADOW, aliases, champion, now);
    Optional<Champion> before = predecessor(aliases, champion, now.spare());
    incomparable =
        before
            .filter(one -> !one.frontEndDigest().equals(champion.frontEndDigest()))
            .map(one -> NOT_COMPARED.formatted(one.model().digest()))
            .orElse("");
    Lineup next =
        new Lineup(
            champion,
            challenger,
            shadow,
            now.spare(),
            incomparable.isEmpty() ? before : Optional.empty());
    if (!next.equals(now)) {
      slot.arrange(next);
      inUse();
    }
  }

  /** The champion before, while it is loaded and the watch over its successor lasts. */
  private Optional<Champion> predecessor(
      AliasLog aliases, Champion champion, Optional<Model> spare) {
    return aliases
        .succession()
        .filter(succession -> succession.digest().equals(digest(champion)))
        .filter(succession -> clock.instant().isBefore(succession.at().plus(watch)))
        .flatMap(succession -> spare.filter(model -> model.digest().equals(succession.before())))
        .map(model -> new Champion(model, aliases.version(model.digest()), champion.generation()));
  }

  /** How this instance stands, once the log has been read; any thread may ask. */
  Optional<Standing> standing() {
    long generation = folded;
    if (generation == NOTHING_FOLDED) {
      return Optional.empty();
    }
    Failure failure = lastFailure;
    return Optional.of(
        new Standing(
            generation,
            slot.peek()
                .map(served -> new Served(digest(served), served.version(), served.generation())),
            failure == null ? "" : String.valueOf(failure.cause().getMessage()),
            beside()));
  }

  /** In one line: what is left out or cannot answer beside the champion. */
  private String beside() {
    List<String> reasons = new ArrayList<>();
    reasons.add(trials.failure());
    reasons.add(incomparable);
    slot.failures()
        .forEach(
            (digest, why) ->
                reasons.add("model %s, only compared, cannot answer: %s".formatted(digest, why)));
    reasons.removeIf(String::isEmpty);
    return String.join("; ", reasons);
  }

  private boolean mayTry(String digest, AliasLog aliases) {
    Failure failure = lastFailure;
    return failure == null
        || !failure.digest().equals(digest)
        || failure.isOver(aliases, clock.instant());
  }

  /**
   * Seats a champion alone, the one before it as spare; one that is loaded already is not loaded
   * again.
   *
   * @return whether it sits; it does not while it is being loaded
   */
  private boolean seat(String digest, AliasLog aliases) {
    Optional<Lineup> before = slot.lineup();
    try {
      Optional<Model> loaded = before.flatMap(lineup -> lineup.loaded(digest));
      Optional<Model> model = loaded.isPresent() ? loaded : loads.take(digest);
      if (model.isEmpty()) {
        health.ready(
            COMPONENT,
            before.isPresent(),
            "champion %s is being loaded, %s".formatted(digest, kept(slot.peek())));
        return false;
      }
      Champion champion = new Champion(model.get(), aliases.version(digest), aliases.generation());
      Optional<Model> spare = before.map(lineup -> lineup.champion().model());
      slot.arrange(
          new Lineup(champion, Optional.empty(), Optional.empty(), spare, Optional.empty()));
    } catch (ModelLoadException e) {
      // What it was to be compared with no longer serves.
      incomparable = "";
      before.ifPresent(lineup -> slot.arrange(lineup.withoutTrials()));
      failed(digest, aliases, e);
      return false;
    }
    lastFailure = null;
    metrics.count(InferenceMeters.SWAPS);
    log.info(
        "Champion is version {} ({}), generation {}",
        aliases.version(digest),
        digest,
        aliases.generation());
    inUse();
    return true;
  }

  private void failed(String digest, AliasLog aliases, ModelLoadException e) {
    Failure before = lastFailure;
    boolean known =
        before != null && before.digest().equals(digest) && before.cause().reason() == e.reason();
    lastFailure = new Failure(digest, aliases.namedAt(digest), e, clock.instant());
    metrics.loadFailed(e.reason());
    if (!known) {
      // A stack trace says more than the reason only where nobody foresaw the failure.
      log.error(
          "Champion {} cannot be loaded, {}: {}",
          digest,
          kept(slot.peek()),
          e.getMessage(),
          e.reason() == Reason.FAILED ? e : null);
    }
    health.ready(
        COMPONENT,
        slot.peek().isPresent(),
        "champion %s cannot be loaded (%s: %s), %s"
            .formatted(digest, e.reason().tag(), e.getMessage(), kept(slot.peek())));
  }

  /** Lets go of what is being loaded; nothing follows any more. */
  @Override
  public void close() {
    loads.close();
    trials.close();
  }

  private void inUse() {
    slot.peek()
        .ifPresent(
            champion -> {
              metrics.inUse(champion);
              health.ready(
                  COMPONENT,
                  true,
                  "version %d (%s), generation %d"
                      .formatted(
                          champion.version(), champion.model().digest(), champion.generation()));
            });
  }

  private static String nobodyNamed(AliasLog aliases, Optional<Champion> seated) {
    return seated.isEmpty()
        ? "no champion yet: `argand models publish` and `promote` make one"
        : "no champion is named at generation %d, %s".formatted(aliases.generation(), kept(seated));
  }

  private static String kept(Optional<Champion> seated) {
    return seated
        .map(
            champion ->
                "still using version %d (%s)".formatted(champion.version(), digest(champion)))
        .orElse("no champion yet");
  }

  private static String digest(Champion champion) {
    return champion.model().digest();
  }
}
