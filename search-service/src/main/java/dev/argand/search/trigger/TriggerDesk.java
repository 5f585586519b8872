package dev.argand.search.trigger;

import dev.argand.schemas.WilsonInterval;
import dev.argand.schemas.avro.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a search starts: a state machine over what is observed and a clock, without threads,
 * topics or files.
 *
 * <p>Its states: idle; starting, from a ruling to start until the start stands ({@link #started})
 * or turns out to be impossible ({@link #abandoned}); running, until {@link #ended}. There is one
 * run at a time. After an end only a person may start another within the cooldown.
 *
 * <p>A trigger that fires by itself and is refused is ruled on once for each obstacle, not each
 * time that it is looked at, so that a storm leaves a handful of rulings.
 *
 * <p>Not thread-safe.
 */
public final class TriggerDesk {
  /** Who asks when nobody does. */
  static final String POLICY = "policy";

  private enum State {
    IDLE,
    STARTING,
    RUNNING
  }

  private final Policy policy;
  private final Clock clock;
  private final Clock steady;
  private final ChampionWindows windows;
  private final Map<Trigger, EnumSet<Obstacle>> told = new EnumMap<>(Trigger.class);

  private State state = State.IDLE;
  private Trigger starting = Trigger.UNKNOWN;
  private @Nullable String runId;
  private @Nullable String champion;
  private Instant lastStart = Instant.MIN;

  /** By the steady clock, as all moments below. */
  private Instant quietUntil = Instant.MIN;

  private String quietBecause = "";
  private int clips;
  private int clipsAtStart;
  private Instant lastClip = Instant.MIN;
  private @Nullable Instant enoughSince;
  private boolean cutting;

  private enum Obstacle {
    RUN,
    COOLDOWN
  }

  /**
   * A desk that has seen nothing.
   *
   * @param clock of the machine, by which runs end and begin
   * @param steady is never set back: by it cooldowns and pauses last
   */
  public TriggerDesk(Policy policy, Clock clock, Clock steady) {
    this.policy = policy;
    this.clock = clock;
    this.steady = steady;
    this.windows = new ChampionWindows(policy.accuracyWindows());
  }

  /**
   * Takes up where an earlier desk was: what the last start that stands on the log says.
   *
   * @param startedAt when it was decided
   * @param labelsSeen labelled clips that were known then
   * @param endedAt when its run ended; null while it has not
   */
  public void restore(String run, Instant startedAt, long labelsSeen, @Nullable Instant endedAt) {
    lastStart = startedAt;
    clipsAtStart = (int) Math.min(labelsSeen, clips);
    enoughSince = null;
    clips(clips);
    runId = run;
    state = State.RUNNING;
    if (endedAt != null) {
      ended(endedAt);
    }
  }

  /** How many labelled clips there are now; fewer than before when labels were withdrawn. */
  public void clips(int known) {
    if (known > clips) {
      lastClip = steady.instant();
    }
    clips = known;
    clipsAtStart = Math.min(clipsAtStart, known);
    if (pending() < policy.labelsNew()) {
      enoughSince = null;
    } else if (enoughSince == null) {
      enoughSince = steady.instant();
    }
  }

  /** Whether labels were given whose clips are to come: then labels have not paused. */
  public void cutting(boolean isCutting) {
    cutting = isCutting;
  }

  /** Labelled clips that are new since the last start. */
  public int pending() {
    return clips - clipsAtStart;
  }

  /** Labelled clips that are known. */
  public int clips() {
    return clips;
  }

  /** A labelled window of a model; one of the same id before it counts no more. */
  public void evaluated(
      String windowId,
      String modelDigest,
      long startTimeMicros,
      boolean right,
      long labelledAtMicros) {
    windows.put(windowId, modelDigest, startTimeMicros, right, labelledAtMicros);
  }

  /** A window that is no longer judged. */
  public void unjudged(String windowId) {
    windows.remove(windowId);
  }

  /** The model that serves; null for none. */
  public void champion(@Nullable String digest) {
    champion = digest;
  }

  /** What fires by itself now. Call it often; a ruling to start leaves the desk starting. */
  public List<Ruling> look() {
    List<Ruling> rulings = new ArrayList<>();
    labelsReason().ifPresent(reason -> byItself(Trigger.LABELS, reason).ifPresent(rulings::add));
    accuracyReason()
        .ifPresent(reason -> byItself(Trigger.ACCURACY, reason).ifPresent(rulings::add));
    return rulings;
  }

  /** A person's wish: the cooldown does not hold it back, a running run does. */
  public Ruling person(String who, String why) {
    return obstacle()
        .filter(Obstacle.RUN::equals)
        .map(obstacle -> refusal(Trigger.PERSON, obstacle, why, who))
        .orElseGet(() -> start(Trigger.PERSON, why, who));
  }

  /** An alert's wish. */
  public Ruling alert(String name, String summary) {
    String reason =
        summary.isBlank() ? "alert " + name : "alert %s: %s".formatted(name, summary.strip());
    if (!policy.heeds(name)) {
      return new Ruling(
          Trigger.WEBHOOK,
          false,
          "alert %s is not among webhook.alerts %s".formatted(name, policy.webhookAlerts()),
          name,
          null);
    }
    return obstacle()
        .map(obstacle -> refusal(Trigger.WEBHOOK, obstacle, reason, name))
        .orElseGet(() -> start(Trigger.WEBHOOK, reason, name));
  }

  /** The start that was ruled on stands on the log. */
  public void started(String run, Instant at) {
    require(State.STARTING);
    state = State.RUNNING;
    runId = run;
    lastStart = at;
    clipsAtStart = clips;
    enoughSince = null;
    told.clear();
  }

  /**
   * The start that was ruled on was not possible, and whoever tried has said so. What fires by
   * itself waits for a cooldown before it tries again; a person or an alert may try at once.
   */
  public void abandoned(String because) {
    require(State.STARTING);
    state = State.IDLE;
    if (starting == Trigger.LABELS || starting == Trigger.ACCURACY) {
      quietUntil = steady.instant().plus(policy.cooldown());
      quietBecause = "the last start was not possible: " + because;
      tell(starting, Obstacle.COOLDOWN);
    }
  }

  /**
   * The running run ended, well or not.
   *
   * @param at when, by the machine's clock or that of whoever ran it; what lies ahead is now
   */
  public void ended(Instant at) {
    require(State.RUNNING);
    state = State.IDLE;
    Instant now = clock.instant();
    Duration ago = at.isBefore(now) ? Duration.between(at, now) : Duration.ZERO;
    quietUntil = steady.instant().minus(ago).plus(policy.cooldown());
    quietBecause = "run %s ended at %s".formatted(runId, at);
    runId = null;
  }

  /** The run that runs, if one does. */
  public Optional<String> running() {
    return state == State.RUNNING ? Optional.ofNullable(runId) : Optional.empty();
  }

  private Optional<String> labelsReason() {
    Instant enough = enoughSince;
    if (enough == null) {
      return Optional.empty();
    }
    Instant now = steady.instant();
    boolean paused = !cutting && !now.isBefore(lastClip.plus(policy.settle()));
    boolean longEnough = !now.isBefore(enough.plus(policy.settleMost()));
    return paused || longEnough
        ? Optional.of(
            "%d new labelled clips, at least %d were wanted"
                .formatted(pending(), policy.labelsNew()))
        : Optional.empty();
  }

  private Optional<String> accuracyReason() {
    String serving = champion;
    if (serving == null) {
      return Optional.empty();
    }
    ChampionWindows.Tally tally = windows.newest(serving, lastStart);
    if (tally.n() < policy.accuracyWindows()) {
      return Optional.empty();
    }
    WilsonInterval interval = WilsonInterval.of(tally.right(), tally.n());
    if (interval.high() >= policy.accuracyBound()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "accuracy %.3f (95 %% interval %.3f to %.3f) of the champion's last %d labelled windows"
                + " is below %s",
            (double) tally.right() / tally.n(),
            interval.low(),
            interval.high(),
            tally.n(),
            policy.accuracyBound()));
  }

  private Optional<Ruling> byItself(Trigger trigger, String reason) {
    Optional<Obstacle> obstacle = obstacle();
    if (obstacle.isEmpty()) {
      return Optional.of(start(trigger, reason, POLICY));
    }
    // Whoever starts a run now will be the obstacle in a moment, with its name.
    return state != State.STARTING && tell(trigger, obstacle.get())
        ? Optional.of(refusal(trigger, obstacle.get(), reason, POLICY))
        : Optional.empty();
  }

  /** Whether this is the first time since the last start. */
  private boolean tell(Trigger trigger, Obstacle obstacle) {
    return told.computeIfAbsent(trigger, key -> EnumSet.noneOf(Obstacle.class)).add(obstacle);
  }

  private Optional<Obstacle> obstacle() {
    if (state != State.IDLE) {
      return Optional.of(Obstacle.RUN);
    }
    return steady.instant().isBefore(quietUntil)
        ? Optional.of(Obstacle.COOLDOWN)
        : Optional.empty();
  }

  private Ruling start(Trigger trigger, String reason, String who) {
    state = State.STARTING;
    starting = trigger;
    return new Ruling(trigger, true, reason, who, null);
  }

  private Ruling refusal(Trigger trigger, Obstacle obstacle, String reason, String who) {
    String inTheWay = runId;
    if (obstacle == Obstacle.RUN) {
      String which =
          inTheWay == null ? "a run is about to start" : "run " + inTheWay + " is not done";
      return new Ruling(trigger, false, "%s (%s)".formatted(which, reason), who, inTheWay);
    }
    Duration left = Duration.between(steady.instant(), quietUntil);
    return new Ruling(
        trigger,
        false,
        "cooldown of %d s has %d s left, %s (%s)"
            .formatted(policy.cooldown().toSeconds(), left.toSeconds(), quietBecause, reason),
        who,
        null);
  }

  private void require(State expected) {
    if (state != expected) {
      throw new IllegalStateException("the desk must be %s, is %s".formatted(expected, state));
    }
  }
}
