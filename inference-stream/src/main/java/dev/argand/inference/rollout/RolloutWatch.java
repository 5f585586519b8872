package dev.argand.inference.rollout;

import dev.argand.schemas.Rollout;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a challenger says beside the champion, window by window, and whether that breaks the policy.
 * A function of the recognitions in their order alone. Not thread-safe.
 *
 * <p>Where both have one front end the champion hears the challenger's windows too (route SHADOW),
 * and the two are compared. Where they have not, only scores that are no number are found.
 */
public final class RolloutWatch {
  /** Both models' answers to one window come in a row for each source; more wait for nothing. */
  private static final int MOST_UNPAIRED = 10_000;

  /** Added to both rates, so that a few sayings among many windows make no ratio. */
  private static final double FEW = 0.02;

  /** Windows that were spoken of are rare where it is quiet: this many times the least are kept. */
  private static final int SPOKEN_KEPT = 3;

  private final Rollout rollout;
  private final RollbackPolicy policy;
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

  private record Answer(String said, long micros) {
    static final long UNKNOWN = -1;
  }

  private record Pair(Answer challenger, Answer champion) {
    boolean eitherSpoke() {
      return !challenger.said().isEmpty() || !champion.said().isEmpty();
    }

    boolean differ() {
      return !challenger.said().equals(champion.said());
    }

    boolean timed() {
      return challenger.micros() != Answer.UNKNOWN && champion.micros() != Answer.UNKNOWN;
    }
  }

  /** Sums over the pairs that are looked at. */
  private static final class Tally {
    private long challengerSaid;
    private long championSaid;
    private long timed;
    private long challengerMicros;
    private long championMicros;

    void add(Pair pair, int sign) {
      challengerSaid += pair.challenger().said().isEmpty() ? 0 : sign;
      championSaid += pair.champion().said().isEmpty() ? 0 : sign;
      if (pair.timed()) {
        timed += sign;
        challengerMicros += sign * pair.challenger().micros();
        championMicros += sign * pair.champion().micros();
      }
    }
  }

  /** A watch over a challenger that begins now. */
  public RolloutWatch(Rollout rollout, RollbackPolicy policy) {
    this.rollout = rollout;
    this.policy = policy;
  }

  /** The rollout that is watched. */
  public Rollout rollout() {
    return rollout;
  }

  /** Windows that the challenger has answered for. */
  public long heard() {
    return heard;
  }

  /** What broke the policy first, if anything did. */
  public Optional<Breach> breach() {
    return Optional.ofNullable(breach);
  }

  /**
   * Takes the next recognition.
   *
   * @param modelMicros what the model took for it, where that is known
   */
  public void accept(Recognition recognition, OptionalLong modelMicros) {
    boolean challenger =
        recognition.getRoute() == Route.CHAMPION
            && recognition.getModelDigest().equals(rollout.digest());
    boolean champion =
        recognition.getRoute() == Route.SHADOW
            && rollout.includes(recognition.getSourceId())
            && !recognition.getModelDigest().equals(rollout.digest());
    if (recognition.getAliasGeneration() < rollout.sinceGeneration() || challenger == champion) {
      return;
    }
    if (challenger) {
      heard++;
      requireFinite(recognition);
    }
    pair(recognition, challenger, modelMicros.orElse(Answer.UNKNOWN));
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

  private void pair(Recognition recognition, boolean challenger, long micros) {
    String window =
        String.join(
            "\n",
            recognition.getSourceId(),
            recognition.getSessionId(),
            recognition.getFrontEndDigest(),
            Long.toString(recognition.getWindowIndex()));
    Answer answer = new Answer(recognition.getAccepted() ? recognition.getLabel() : "", micros);
    String own = window + (challenger ? "\n1" : "\n0");
    Answer other = unpaired.remove(window + (challenger ? "\n0" : "\n1"));
    if (other == null) {
      unpaired.put(own, answer);
      return;
    }
    Pair pair = challenger ? new Pair(answer, other) : new Pair(other, answer);
    pairs.add(pair);
    tally.add(pair, 1);
    if (pairs.size() > policy.windows()) {
      tally.add(pairs.remove(), -1);
    }
    if (pairs.size() >= policy.least()) {
      judgeRates();
      judgeTimes();
    }
    if (pair.eitherSpoke()) {
      spoken.add(pair);
      if (spoken.size() > SPOKEN_KEPT * policy.leastSaid()) {
        spoken.remove();
      }
      judgeWords();
    }
  }

  private void judgeRates() {
    double windows = pairs.size();
    double ratio = (tally.challengerSaid / windows + FEW) / (tally.championSaid / windows + FEW);
    if (ratio < policy.rateLow() || ratio > policy.rateHigh()) {
      found(
          Signal.RATE,
          String.format(
              Locale.ROOT,
              "of %d windows the challenger says something of %d, the champion of %d: ratio %.2f,"
                  + " %.2f to %.2f is allowed",
              pairs.size(),
              tally.challengerSaid,
              tally.championSaid,
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
              "of %d windows that either says something of, %d are said otherwise: at most %.0f %% is"
                  + " allowed",
              spoken.size(),
              differ,
              100 * policy.disagreement()));
    }
  }

  private void judgeTimes() {
    if (tally.timed >= policy.least()) {
      double challenger = tally.challengerMicros / (1e3 * tally.timed);
      double champion = tally.championMicros / (1e3 * tally.timed);
      if (challenger > policy.timeFloorMillis() && challenger > policy.timeFactor() * champion) {
        found(
            Signal.TIME,
            String.format(
                Locale.ROOT,
                "a window takes the challenger %.1f ms, the champion %.1f ms: at most %.1f times is"
                    + " allowed",
                challenger,
                champion,
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
