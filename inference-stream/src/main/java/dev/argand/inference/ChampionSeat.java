package dev.argand.inference;

import dev.argand.inference.DeploymentReporter.Served;
import dev.argand.inference.DeploymentReporter.Standing;
import dev.argand.inference.ModelLoadException.Reason;
import dev.argand.runtime.Health;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the slot hold what the alias log names: loads, warms and swaps. Called by one thread, never
 * a stream thread.
 *
 * <p>A champion that cannot be loaded leaves the one before it in place, with the generation that
 * named it. It is tried again only when its bundle could not be fetched, and after a while. A
 * champion that is withdrawn without a successor goes on serving, and readiness says so.
 */
final class ChampionSeat {
  private static final Logger log = LoggerFactory.getLogger(ChampionSeat.class);

  static final String COMPONENT = "champion";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final int WARM_CALLS = 3;
  private static final long NOTHING_FOLDED = -1;

  private final ModelLoader loader;
  private final ModelSlot slot;
  private final InferenceMetrics metrics;
  private final Health health;
  private final Clock clock;
  private volatile @Nullable Failure lastFailure;
  private volatile long folded = NOTHING_FOLDED;

  private record Failure(String digest, ModelLoadException cause, Instant at) {}

  ChampionSeat(
      ModelLoader loader, ModelSlot slot, InferenceMetrics metrics, Health health, Clock clock) {
    this.loader = loader;
    this.slot = slot;
    this.metrics = metrics;
    this.health = health;
    this.clock = clock;
  }

  /** Acts on what the log says by now. */
  void follow(AliasLog aliases) {
    metrics.voided(aliases.voided());
    folded = aliases.generation();
    Optional<String> wanted = aliases.champion();
    Optional<Champion> seated = slot.peek();
    if (wanted.isEmpty()) {
      lastFailure = null;
      health.ready(COMPONENT, seated.isPresent(), nobodyNamed(aliases, seated));
      return;
    }
    String digest = wanted.get();
    int version = aliases.version(digest);
    if (seated.isPresent() && seated.get().model().digest().equals(digest)) {
      lastFailure = null;
      rename(seated.get(), version, aliases.generation());
    } else if (mayTry(digest)) {
      seat(digest, version, aliases.generation());
    }
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
            failure == null ? "" : String.valueOf(failure.cause().getMessage())));
  }

  private void rename(Champion seated, int version, long generation) {
    if (seated.version() != version || seated.generation() != generation) {
      slot.rename(version, generation);
      inUse();
    }
  }

  private boolean mayTry(String digest) {
    Failure failure = lastFailure;
    return failure == null
        || !failure.digest().equals(digest)
        || (failure.cause().reason() == Reason.UNAVAILABLE
            && clock.instant().isAfter(failure.at().plus(RETRY_AFTER)));
  }

  private void seat(String digest, int version, long generation) {
    try {
      Model model = load(digest);
      slot.swap(new Champion(model, version, generation));
    } catch (ModelLoadException e) {
      failed(digest, e);
      return;
    }
    lastFailure = null;
    metrics.count(InferenceMeters.SWAPS);
    log.info("Champion is version {} ({}), generation {}", version, digest, generation);
    inUse();
  }

  private Model load(String digest) throws ModelLoadException {
    try {
      Model model = loader.load(digest);
      try {
        Champion.check(model);
        warm(model);
        return model;
      } catch (RuntimeException | ModelLoadException e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException | LinkageError e) {
      // Natives that do not fit this machine are a LinkageError; the old model must survive them.
      throw new ModelLoadException(Reason.FAILED, "model " + digest + " cannot be loaded: " + e, e);
    }
  }

  /** First calls are slow, and a model that gives no number for silence must never be seated. */
  private static void warm(Model model) throws ModelLoadException {
    float[] silence = new float[model.frontEnd().featureLength()];
    for (int i = 0; i < WARM_CALLS; i++) {
      float[] scores = model.scores(silence);
      if (scores.length != model.labels().size() || !RecognitionWriter.finite(scores)) {
        throw new ModelLoadException(
            Reason.REFUSED,
            "model %s must give %d finite scores for silence"
                .formatted(model.digest(), model.labels().size()));
      }
    }
  }

  private void failed(String digest, ModelLoadException e) {
    Failure before = lastFailure;
    boolean known =
        before != null && before.digest().equals(digest) && before.cause().reason() == e.reason();
    lastFailure = new Failure(digest, e, clock.instant());
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
        ? "no champion yet: publish and promote a model"
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
