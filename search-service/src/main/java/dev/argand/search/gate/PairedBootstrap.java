package dev.argand.search.gate;

import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * How much better a challenger is than a champion, with the 95 % percentile interval of a paired
 * bootstrap over groups (Efron, Tibshirani, "An introduction to the bootstrap", 1993; Koehn,
 * "Statistical significance tests for machine translation evaluation", 2004, for pairs).
 *
 * <p>The score is the mean over labels of the share of the label's clips that are right. Clips of a
 * group resemble each other, so groups are drawn, each with both models' answers. They are drawn
 * within strata of groups that have the same labels: as many as there are, with replacement, so
 * that no label can be missing from a resample. A stratum of one group would always be itself, as
 * if it were certain: there the clips of each label are drawn instead.
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
    List<List<Block>> strata = strata(clips, labels);
    double[] differences = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      Sum sum = new Sum(labels.size());
      for (int s = 0; s < strata.size(); s++) {
        draw(strata.get(s), CounterRandom.of(seed).at("gate").at(i).at(s), sum);
      }
      differences[i] = sum.meanOverLabels();
    }
    Arrays.sort(differences);
    return new PairedBootstrap(
        score(clips, clip -> clip.champion().equals(clip.meant()) ? 1 : 0),
        score(clips, clip -> clip.challenger().equals(clip.meant()) ? 1 : 0),
        quantile(differences, TAIL),
        quantile(differences, 1 - TAIL));
  }

  /** Differences of a group's clips of one label. */
  private record Part(int label, int[] differences, int sum) {}

  /** A group. */
  private record Block(List<Part> parts) {}

  /** Sums and counts by label. */
  private static final class Sum {
    private final long[] sums;
    private final long[] counts;

    Sum(int labels) {
      sums = new long[labels];
      counts = new long[labels];
    }

    void add(int label, int sum, int count) {
      sums[label] += sum;
      counts[label] += count;
    }

    double meanOverLabels() {
      double mean = 0;
      for (int label = 0; label < sums.length; label++) {
        mean += (double) sums[label] / counts[label] / sums.length;
      }
      return mean;
    }
  }

  private static void draw(List<Block> stratum, CounterRandom random, Sum sum) {
    if (stratum.size() > 1) {
      for (int i = 0; i < stratum.size(); i++) {
        for (Part part : stratum.get(random.nextInt(stratum.size())).parts()) {
          sum.add(part.label(), part.sum(), part.differences().length);
        }
      }
      return;
    }
    for (Part part : stratum.get(0).parts()) {
      int drawn = 0;
      for (int i = 0; i < part.differences().length; i++) {
        drawn += part.differences()[random.nextInt(part.differences().length)];
      }
      sum.add(part.label(), drawn, part.differences().length);
    }
  }

  private static List<List<Block>> strata(List<SaidClip> clips, List<String> labels) {
    TreeMap<String, TreeMap<String, List<SaidClip>>> groups = new TreeMap<>();
    for (SaidClip clip : clips) {
      groups
          .computeIfAbsent(clip.group(), group -> new TreeMap<>())
          .computeIfAbsent(clip.meant(), label -> new ArrayList<>())
          .add(clip);
    }
    // In the order of names, so that a seed fixes the result.
    TreeMap<String, List<Block>> strata = new TreeMap<>();
    for (TreeMap<String, List<SaidClip>> group : groups.values()) {
      Set<String> kinds = new TreeSet<>(group.keySet());
      strata.computeIfAbsent(kinds.toString(), key -> new ArrayList<>()).add(block(group, labels));
    }
    return List.copyOf(strata.values());
  }

  private static Block block(Map<String, List<SaidClip>> group, List<String> labels) {
    List<Part> parts = new ArrayList<>();
    group.forEach(
        (label, clips) -> {
          int[] differences = clips.stream().mapToInt(SaidClip::difference).toArray();
          parts.add(new Part(labels.indexOf(label), differences, Arrays.stream(differences).sum()));
        });
    return new Block(parts);
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
