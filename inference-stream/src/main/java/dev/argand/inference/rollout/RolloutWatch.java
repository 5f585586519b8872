package dev.argand.inference.rollout;

import dev.argand.schemas.AliasFold;
import dev.argand.schemas.RecentWindows;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Succession;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a model says beside the one that it took the place of, window by window, and whether that
 * breaks the policy: a challenger on its sources, or a champion that was not tried. A function of
 * the recognitions in their order, and of what is announced of the two, alone. Not thread-safe.
 *
 * <p>Where both have one front end the other hears windows of it too (route SHADOW), and the two
 * are compared. Where they have not, only scores that are no number are found. A window of which
 * either says what the other has no label for is not compared: that they differ there is why it
 * came.
 *
 * <p>A champion that the gate promoted was judged with labels, on sounds that neither had learned:
 * it is meant to say other things, and only its time and its scores are looked at.
 */
public final class RolloutWatch {
  /** Both models' answers to one window come in a row for each source; more wait for nothing. */
  private static final int MOST_UNPAIRED = 10_000;

  private static final int EVERYWHERE = 100;

  /** Added to both rates, so that a few sayings among many windows make no ratio. */
  private static final double FEW = 0.02;

  /** Windows that were spoken of are rare where it is quiet: this many times the least are kept. */
  private static final int SPOKEN_KEPT = 3;

  private final Rollout rollout;
  private final @Nullable String before;
  private final RollbackPolicy policy;
  private final Function<String, Optional<ModelAnnouncement>> announced;
  private final Deque<Pair> pairs = new ArrayDeque<>();
  private final Deque<Pair> spoken = new ArrayDeque<>();
  private final Map<String, Answer> unpaired =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > MOST_UNPAIRED;
        }
      };
  private final RecentWindows paired = new RecentWindows(MOST_UNPAIRED);
  private final Tally tally = new Tally();
  private long heard;
  private @Nullable Breach breach;

  /** What broke the policy, in words with figures. */
  public record Breach(Signal signal, String words) {}

  /** By what. */
  public enum Signal {
    NON_FINITE,
    RATE,
    DISAGREEMENT,
    TIME
  }

  private record Answer(String model, String said, long micros) {
    static final long UNKNOWN = -1;
  }

  private record Pair(Answer tried, Answer known) {
    boolean eitherSpoke() {
      return !tried.said().isEmpty() || !known.said().isEmpty();
    }

    boolean differ() {
      return !tried.said().equals(known.said());
    }

    boolean timed() {
      return tried.micros() != Answer.UNKNOWN && known.micros() != Answer.UNKNOWN;
    }
  }

  /** Sums over the pairs that are looked at. */
  private static final class Tally {
    private long triedSaid;
    private long knownSaid;
    private long timed;
    private long triedMicros;
    private long knownMicros;

    void add(Pair pair, int sign) {
      triedSaid += pair.tried().said().isEmpty() ? 0 : sign;
      knownSaid += pair.known().said().isEmpty() ? 0 : sign;
      if (pair.timed()) {
        timed += sign;
        triedMicros += sign * pair.tried().micros();
        knownMicros += sign * pair.known().micros();
      }
    }
  }

  /** A watch over a challenger that begins now, of which nothing is announced. */
  public RolloutWatch(Rollout rollout, RollbackPolicy policy) {
    this(rollout, null, policy, digest -> Optional.empty());
  }

  private RolloutWatch(
      Rollout rollout,
      @Nullable String before,
      RollbackPolicy policy,
      Function<String, Optional<ModelAnnouncement>> announced) {
    this.rollout = rollout;
    this.before = before;
    this.policy = policy;
    this.announced = announced;
  }

  /**
   * A watch over a challenger that begins now.
   *
   * @param announced what is known of a digest by the time at which it is asked
   */
  static RolloutWatch ofChallenger(
      Rollout rollout,
      RollbackPolicy policy,
      Function<String, Optional<ModelAnnouncement>> announced) {
    return new RolloutWatch(rollout, null, policy, announced);
  }

  /**
   * A watch over a champion that was not tried, on every source.
   *
   * @param announced what is known of a digest by the time at which it is asked
   */
  public static RolloutWatch ofChampion(
      Succession succession,
      RollbackPolicy policy,
      Function<String, Optional<ModelAnnouncement>> announced) {
    Rollout everywhere =
        new Rollout(
            AliasFold.CHAMPION,
            AliasFold.CHAMPION + '/' + succession.sinceGeneration(),
            succession.digest(),
            EVERYWHERE,
            succession.sinceGeneration());
    return new RolloutWatch(everywhere, succession.before(), policy, announced);
  }

  /** What is watched; of a champion its alias, on every source. */
  public Rollout rollout() {
    return rollout;
  }

  /** The champion before, to which a champion is taken back; empty for a challenger. */
  Optional<String> before() {
    return Optional.ofNullable(before);
  }

  /** Windows that the model has answered for. */
  public long heard() {
    return heard;
  }

  /** What broke the policy first, if anything did. */
  public Optional<Breach> breach() {
    // What a model says may have been read before that it was judged with labels.
    if (breach != null
        && (breach.signal() == Signal.RATE || breach.signal() == Signal.DISAGREEMENT)
        && isJudgedWithLabels()) {
      breach = null;
    }
    return Optional.ofNullable(breach);
  }

  /**
   * Takes the next recognition.
   *
   * @param modelMicros what the model took for it, where that is known
   */
  public void accept(Recognition recognition, OptionalLong modelMicros) {
    String digest = recognition.getModelDigest();
    boolean tried = recognition.getRoute() == Route.CHAMPION && digest.equals(rollout.digest());
    boolean known =
        recognition.getRoute() == Route.SHADOW
            && rollout.includes(recognition.getSourceId())
            && (before == null ? !digest.equals(rollout.digest()) : digest.equals(before));
    if (recognition.getAliasGeneration() < rollout.sinceGeneration() || tried == known) {
      return;
    }
    String window = window(recognition);
    if (paired.has(window) || unpaired.containsKey(half(window, tried))) {
      // Written again, as at-least-once may after a crash.
      return;
    }
    if (tried) {
      heard++;
      requireFinite(recognition);
    }
    pair(recognition, window, tried, modelMicros.orElse(Answer.UNKNOWN));
  }

  private void requireFinite(Recognition recognition) {
    for (float score : recognition.getScores()) {
      if (!Float.isFinite(score)) {
        found(
            Signal.NON_FINITE,
            "a score of %s is no number, of source %s"
                .formatted(recognition.getLabel(), recognition.getSourceId()));
        return;
      }
    }
  }

  private static String window(Recognition recognition) {
    return String.join(
        "\n",
        recognition.getSourceId(),
        recognition.getSessionId(),
        recognition.getFrontEndDigest(),
        Long.toString(recognition.getWindowIndex()));
  }

  private static String half(String window, boolean tried) {
    return window + (tried ? "\n1" : "\n0");
  }

  private void pair(Recognition recognition, String window, boolean tried, long micros) {
    Answer answer =
        new Answer(
            recognition.getModelDigest(),
            recognition.getAccepted() ? recognition.getLabel() : "",
            micros);
    Answer other = unpaired.remove(half(window, !tried));
    if (other == null) {
      unpaired.put(half(window, tried), answer);
      return;
    }
    paired.note(window);
    Pair pair = tried ? new Pair(answer, other) : new Pair(other, answer);
    if (!isSayable(pair.tried(), pair.known()) || !isSayable(pair.known(), pair.tried())) {
      return;
    }
    pairs.add(pair);
    tally.add(pair, 1);
    if (pairs.size() > policy.windows()) {
      tally.add(pairs.remove(), -1);
    }
    if (pairs.size() >= policy.least()) {
      judgeTimes();
    }
    if (isJudgedWithLabels()) {
      return;
    }
    if (pairs.size() >= policy.least()) {
      judgeRates();
    }
    if (pair.eitherSpoke()) {
      spoken.add(pair);
      if (spoken.size() > SPOKEN_KEPT * policy.leastSaid()) {
        spoken.remove();
      }
      judgeWords();
    }
  }

  /** Whether what one model says is a label of the other; where that is not announced it is. */
  private boolean isSayable(Answer answer, Answer other) {
    return answer.said().isEmpty()
        || announced
            .apply(other.model())
            .map(model -> model.getLabels().contains(answer.said()))
            .orElse(true);
  }

  private boolean isJudgedWithLabels() {
    return before != null
        && announced
            .apply(rollout.digest())
            .map(ModelAnnouncement::getGate)
            .filter(GateResult::getPromoted)
            .isPresent();
  }

  private String triedName() {
    return before == null ? "the challenger" : "the new champion";
  }

  private String knownName() {
    return before == null ? "the champion" : "the one before";
  }

  private void judgeRates() {
    double windows = pairs.size();
    double ratio = (tally.triedSaid / windows + FEW) / (tally.knownSaid / windows + FEW);
    if (ratio < policy.rateLow() || ratio > policy.rateHigh()) {
      found(
          Signal.RATE,
          String.format(
              Locale.ROOT,
              "of %d windows %s says something of %d, %s of %d: ratio %.2f, %.2f to %.2f is"
                  + " allowed",
              pairs.size(),
              triedName(),
              tally.triedSaid,
              knownName(),
              tally.knownSaid,
              ratio,
              policy.rateLow(),
              policy.rateHigh()));
    }
  }

  private void judgeWords() {
    long differ = spoken.stream().filter(Pair::differ).count();
    if (spoken.size() >= policy.leastSaid() && differ > policy.disagreement() * spoken.size()) {
      found(
          Signal.DISAGREEMENT,
          String.format(
              Locale.ROOT,
              "of %d windows that either says something of, %d are said otherwise: at most %.0f %%"
                  + " is allowed",
              spoken.size(),
              differ,
              100 * policy.disagreement()));
    }
  }

  private void judgeTimes() {
    if (tally.timed >= policy.least()) {
      double tried = tally.triedMicros / (1e3 * tally.timed);
      double known = tally.knownMicros / (1e3 * tally.timed);
      if (tried > policy.timeFloorMillis() && tried > policy.timeFactor() * known) {
        found(
            Signal.TIME,
            String.format(
                Locale.ROOT,
                "a window takes %s %.1f ms, %s %.1f ms: at most %.1f times is allowed",
                triedName(),
                tried,
                knownName(),
                known,
                policy.timeFactor()));
      }
    }
  }

  private void found(Signal signal, String words) {
    if (breach == null) {
      breach = new Breach(signal, words);
    }
  }
}
