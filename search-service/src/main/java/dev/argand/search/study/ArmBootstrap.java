package dev.argand.search.study;

import dev.argand.search.evaluate.Answer;
import dev.argand.search.gate.GroupStrata;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scores of arms over the same held-out clips, with 95 % percentile intervals of a bootstrap that
 * is paired over groups (Efron, Tibshirani, "An introduction to the bootstrap", 1993).
 *
 * <p>The score is the mean over labels of the share of the label's clips that are right, as in the
 * gate; an arm's is the mean over its architectures of the mean over their trainings. A resample
 * draws groups, the same for all arms, and then for each arm of its own its architectures and their
 * trainings with replacement: an interval says what other speakers and other searches would change.
 * With one architecture only its trainings are drawn, with one run none.
 */
public final class ArmBootstrap {
  /** Resamples. */
  public static final int RESAMPLES = 2000;

  private static final double TAIL = 0.025;

  private final List<String> arms = new ArrayList<>();
  private final List<Double> scores = new ArrayList<>();
  private final double[][] resampled;

  /**
   * Scores and intervals.
   *
   * @param runs of every arm, in the order of the arms: architectures, then trainings; of each the
   *     answers to the same clips in the same order
   * @throws IllegalArgumentException if the clips differ, or an arm has no run
   */
  public ArmBootstrap(Map<String, List<List<List<Answer>>>> runs, long seed, int resamples) {
    List<Answer> clips = first(runs.values());
    List<String> labels = clips.stream().map(Answer::meant).distinct().sorted().toList();
    int[] label = clips.stream().mapToInt(clip -> labels.indexOf(clip.meant())).toArray();
    GroupStrata strata =
        GroupStrata.of(
            clips.stream().map(Answer::group).toList(), clips.stream().map(Answer::meant).toList());
    List<List<List<boolean[]>>> right = new ArrayList<>();
    runs.forEach(
        (arm, architectures) -> {
          arms.add(arm);
          right.add(
              architectures.stream()
                  .map(trainings -> trainings.stream().map(run -> right(run, clips)).toList())
                  .toList());
        });
    int[] once = new int[clips.size()];
    Arrays.fill(once, 1);
    for (List<List<boolean[]>> arm : right) {
      scores.add(
          arm.stream()
              .mapToDouble(
                  trainings ->
                      trainings.stream()
                          .mapToDouble(run -> score(run, label, labels.size(), once))
                          .average()
                          .orElseThrow())
              .average()
              .orElseThrow());
    }
    resampled = new double[arms.size()][resamples];
    for (int i = 0; i < resamples; i++) {
      CounterRandom random = CounterRandom.of(seed).at("study").at(i);
      int[] times = strata.draw(random.at("groups"));
      for (int a = 0; a < right.size(); a++) {
        resampled[a][i] = drawn(right.get(a), random.at(arms.get(a)), label, labels.size(), times);
      }
    }
  }

  private static List<Answer> first(Collection<List<List<List<Answer>>>> runs) {
    for (List<List<List<Answer>>> arm : runs) {
      if (arm.isEmpty() || arm.stream().anyMatch(List::isEmpty)) {
        throw new IllegalArgumentException("every arm must have a run that is done");
      }
    }
    return runs.stream()
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("at least one arm was expected"))
        .get(0)
        .get(0);
  }

  private static boolean[] right(List<Answer> run, List<Answer> clips) {
    boolean[] right = new boolean[clips.size()];
    boolean same = run.size() == clips.size();
    for (int i = 0; same && i < right.length; i++) {
      same = run.get(i).clip().equals(clips.get(i).clip());
      right[i] = run.get(i).isRight();
    }
    if (!same) {
      throw new IllegalArgumentException("all runs must have been judged on the same clips");
    }
    return right;
  }

  private static double drawn(
      List<List<boolean[]>> arm, CounterRandom random, int[] label, int labels, int[] times) {
    Map<Integer, Double> known = new TreeMap<>();
    double sum = 0;
    for (int a = 0; a < arm.size(); a++) {
      int chosen = random.nextInt(arm.size());
      List<boolean[]> trainings = arm.get(chosen);
      double of = 0;
      for (int t = 0; t < trainings.size(); t++) {
        int training = random.nextInt(trainings.size());
        of +=
            known.computeIfAbsent(
                (chosen << 10) + training,
                key -> score(trainings.get(training), label, labels, times));
      }
      sum += of / trainings.size();
    }
    return sum / arm.size();
  }

  private static double score(boolean[] right, int[] label, int labels, int[] times) {
    long[] sums = new long[labels];
    long[] counts = new long[labels];
    for (int i = 0; i < right.length; i++) {
      counts[label[i]] += times[i];
      sums[label[i]] += right[i] ? times[i] : 0;
    }
    double mean = 0;
    for (int l = 0; l < labels; l++) {
      mean += (double) sums[l] / counts[l] / labels;
    }
    return mean;
  }

  /**
   * A figure with its interval.
   *
   * @param value of all clips and runs
   * @param low lower end, 95 %
   * @param high its upper end
   */
  public record Interval(double value, double low, double high) {
    /** Whether the interval has 0 in it: nothing is shown to differ. */
    public boolean isTie() {
      return low <= 0 && high >= 0;
    }
  }

  /** Names of the arms, in their order. */
  public List<String> arms() {
    return List.copyOf(arms);
  }

  /** An arm's score, 0 to 1. */
  public Interval score(int arm) {
    return interval(scores.get(arm), resampled[arm].clone());
  }

  /** How much higher one arm scores than another. */
  public Interval difference(int arm, int other) {
    double[] differences = new double[resampled[arm].length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = resampled[arm][i] - resampled[other][i];
    }
    return interval(scores.get(arm) - scores.get(other), differences);
  }

  private static Interval interval(double value, double[] resampled) {
    Arrays.sort(resampled);
    return new Interval(value, quantile(resampled, TAIL), quantile(resampled, 1 - TAIL));
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
