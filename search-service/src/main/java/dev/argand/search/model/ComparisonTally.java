package dev.argand.search.model;

import dev.argand.schemas.RecentWindows;
import dev.argand.schemas.WilsonInterval;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.search.model.Comparison.Pair;
import dev.argand.search.model.Comparison.Span;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Pairs a model's recognitions with those of another model of the same windows, in whatever order
 * they come.
 *
 * <p>Windows in a row overlap and hear one sound: as independent ones they would make an interval
 * that is too narrow. Those of a source's minute are taken as a cluster, the variance of the share
 * is that between clusters (W. G. Cochran, "Sampling Techniques", 1977, 11.7), and the interval is
 * Wilson's for as many windows as independent ones would have that variance (E. L. Korn and B. I.
 * Graubard, 1998). Where all windows are alike each cluster counts as one window.
 */
final class ComparisonTally {
  /**
   * Both answers of a window are written one after the other; a half that waits for long is alone.
   */
  private static final int MOST_UNPAIRED = 100_000;

  /**
   * What at-least-once writes again comes at once; these are a quarter of an hour of 50 sources.
   */
  private static final int MOST_COUNTED = 100_000;

  private static final long CLUSTER_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final String digest;
  private final TreeSet<String> others = new TreeSet<>();
  private final Map<String, Answer> unpaired =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > MOST_UNPAIRED;
        }
      };
  private final RecentWindows counted = new RecentWindows(MOST_COUNTED);
  private final Map<Said, Long> pairs = new HashMap<>();
  private final Map<String, Cluster> clusters = new HashMap<>();
  private long windows;
  private long otherwise;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  private record Answer(Route route, String model, String said) {}

  private record Said(String other, String model) {}

  private static final class Cluster {
    private long windows;
    private long otherwise;
  }

  /** A tally of a model. */
  ComparisonTally(String digest) {
    this.digest = digest;
  }

  /**
   * Takes a recognition; one of a window of which the model was not asked, or that was counted
   * already, counts for nothing.
   */
  void accept(Recognition recognition) {
    String window =
        String.join(
            "\n",
            recognition.getSourceId(),
            recognition.getSessionId(),
            recognition.getFrontEndDigest(),
            Long.toString(recognition.getWindowIndex()));
    if (counted.has(window)) {
      return;
    }
    Answer answer =
        new Answer(
            recognition.getRoute(),
            recognition.getModelDigest(),
            recognition.getAccepted() ? recognition.getLabel() : Comparison.NOTHING);
    Answer before = unpaired.get(window);
    if (before == null || before.route() == answer.route()) {
      unpaired.put(window, answer);
      return;
    }
    unpaired.remove(window);
    boolean isModel = answer.model().equals(digest);
    if (isModel != before.model().equals(digest)) {
      counted.note(window);
      pair(recognition, isModel ? answer : before, isModel ? before : answer);
    }
  }

  private void pair(Recognition recognition, Answer model, Answer other) {
    boolean differ = !model.said().equals(other.said());
    others.add(other.model());
    pairs.merge(new Said(other.said(), model.said()), 1L, Long::sum);
    Cluster cluster =
        clusters.computeIfAbsent(
            String.join(
                "\n",
                recognition.getSourceId(),
                recognition.getSessionId(),
                Long.toString(Math.floorDiv(recognition.getStartTimeMicros(), CLUSTER_MICROS))),
            key -> new Cluster());
    cluster.windows++;
    windows++;
    if (differ) {
      cluster.otherwise++;
      otherwise++;
    }
    firstMicros = Math.min(firstMicros, recognition.getStartTimeMicros());
    lastMicros = Math.max(lastMicros, recognition.getEndTimeMicros());
  }

  /** What has been found so far. */
  Comparison result() {
    WilsonInterval interval =
        WilsonInterval.ofShare(windows == 0 ? 0 : (double) otherwise / windows, independent());
    return new Comparison(
        digest,
        others.stream().toList(),
        windows,
        otherwise,
        interval.low(),
        interval.high(),
        pairs.entrySet().stream()
            .map(pair -> new Pair(pair.getKey().other(), pair.getKey().model(), pair.getValue()))
            .sorted(
                Comparator.comparingLong(Pair::windows)
                    .reversed()
                    .thenComparing(Pair::other)
                    .thenComparing(Pair::model))
            .toList(),
        windows == 0
            ? Optional.empty()
            : Optional.of(new Span(instant(firstMicros), instant(lastMicros))));
  }

  /** As many independent windows would tell as much; never more than there are. */
  private double independent() {
    int n = clusters.size();
    if (otherwise == 0 || otherwise == windows || n < 2) {
      return n;
    }
    double share = (double) otherwise / windows;
    double squares = 0;
    for (Cluster cluster : clusters.values()) {
      double residual = cluster.otherwise - share * cluster.windows;
      squares += residual * residual;
    }
    double variance = n / (n - 1.0) * squares / ((double) windows * windows);
    return Math.min(windows, share * (1 - share) / variance);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
