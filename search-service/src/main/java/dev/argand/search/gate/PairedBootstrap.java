package dev.argand.search.gate;

import dev.argand.signal.CounterRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * How much better a challenger is than a champion, with the 95 % percentile interval of a paired
 * bootstrap over groups (Efron, Tibshirani, "An introduction to the bootstrap", 1993; Koehn,
 * "Statistical significance tests for machine translation evaluation", 2004, for pairs).
 *
 * <p>The score is the mean over labels of the share of the label's clips that are right. Groups are
 * drawn as {@link GroupStrata} says, each with both models' answers.
 *
 * @param champion score, 0 to 1
 * @param challenger score, 0 to 1
 * @param low lower end of the interval of challenger minus champion
 * @param high its upper end
 */
record PairedBootstrap(double champion, double challenger, double low, double high) {
  static final int RESAMPLES = 2000;
  private static final double TAIL = 0.025;

  /**
   * Compares.
   *
   * @throws IllegalArgumentException if there is no clip
   */
  static PairedBootstrap of(List<SaidClip> clips, long seed) {
    return of(clips, seed, RESAMPLES);
  }

  static PairedBootstrap of(List<SaidClip> clips, long seed, int resamples) {
    if (clips.isEmpty()) {
      throw new IllegalArgumentException("at least one held-out clip was expected");
    }
    List<String> labels = clips.stream().map(SaidClip::meant).distinct().sorted().toList();
    int[] label = clips.stream().mapToInt(clip -> labels.indexOf(clip.meant())).toArray();
    GroupStrata strata =
        GroupStrata.of(
            clips.stream().map(SaidClip::group).toList(),
            clips.stream().map(SaidClip::meant).toList());
    double[] differences = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      int[] times = strata.draw(CounterRandom.of(seed).at("gate").at(i));
      long[] sums = new long[labels.size()];
      long[] counts = new long[labels.size()];
      for (int clip = 0; clip < times.length; clip++) {
        sums[label[clip]] += (long) times[clip] * clips.get(clip).difference();
        counts[label[clip]] += times[clip];
      }
      for (int l = 0; l < sums.length; l++) {
        differences[i] += (double) sums[l] / counts[l] / sums.length;
      }
    }
    Arrays.sort(differences);
    return new PairedBootstrap(
        score(clips, clip -> clip.champion().equals(clip.meant()) ? 1 : 0),
        score(clips, clip -> clip.challenger().equals(clip.meant()) ? 1 : 0),
        quantile(differences, TAIL),
        quantile(differences, 1 - TAIL));
  }

  private static double score(Collection<SaidClip> clips, ToIntFunction<SaidClip> right) {
    TreeMap<String, int[]> byLabel = new TreeMap<>();
    for (SaidClip clip : clips) {
      int[] counts = byLabel.computeIfAbsent(clip.meant(), label -> new int[2]);
      counts[0] += right.applyAsInt(clip);
      counts[1]++;
    }
    return byLabel.values().stream()
        .mapToDouble(counts -> (double) counts[0] / counts[1])
        .average()
        .orElseThrow();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
