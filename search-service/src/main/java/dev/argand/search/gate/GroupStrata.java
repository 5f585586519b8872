package dev.argand.search.gate;

import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Held-out clips from which resamples are drawn.
 *
 * <p>Clips of a group resemble each other, so groups are drawn as a whole, within strata of groups
 * that have the same labels: as many as there are, with replacement, so that no label can be
 * missing from a resample. A stratum of one group would always be itself, as if it were certain:
 * there the clips of each label are drawn instead.
 */
public final class GroupStrata {
  private final int clips;
  private final List<List<Block>> strata;

  /** A group: the clips of each of its labels, by number. */
  private record Block(List<int[]> parts) {}

  private GroupStrata(int clips, List<List<Block>> strata) {
    this.clips = clips;
    this.strata = strata;
  }

  /**
   * Of clips by their numbers.
   *
   * @param groups who or what made each
   * @param labels what each is, as many
   */
  public static GroupStrata of(List<String> groups, List<String> labels) {
    TreeMap<String, TreeMap<String, List<Integer>>> byGroup = new TreeMap<>();
    for (int i = 0; i < groups.size(); i++) {
      byGroup
          .computeIfAbsent(groups.get(i), group -> new TreeMap<>())
          .computeIfAbsent(labels.get(i), label -> new ArrayList<>())
          .add(i);
    }
    // In the order of names, so that a seed fixes the result.
    TreeMap<String, List<Block>> strata = new TreeMap<>();
    for (Map<String, List<Integer>> group : byGroup.values()) {
      Set<String> kinds = new TreeSet<>(group.keySet());
      List<int[]> parts =
          group.values().stream()
              .map(numbers -> numbers.stream().mapToInt(Integer::intValue).toArray())
              .toList();
      strata.computeIfAbsent(kinds.toString(), key -> new ArrayList<>()).add(new Block(parts));
    }
    return new GroupStrata(groups.size(), List.copyOf(strata.values()));
  }

  /** How often each clip is in a resample. */
  public int[] draw(CounterRandom random) {
    int[] times = new int[clips];
    for (int s = 0; s < strata.size(); s++) {
      draw(strata.get(s), random.at(s), times);
    }
    return times;
  }

  private static void draw(List<Block> stratum, CounterRandom random, int[] times) {
    if (stratum.size() > 1) {
      for (int i = 0; i < stratum.size(); i++) {
        for (int[] part : stratum.get(random.nextInt(stratum.size())).parts()) {
          Arrays.stream(part).forEach(clip -> times[clip]++);
        }
      }
      return;
    }
    for (int[] part : stratum.get(0).parts()) {
      for (int i = 0; i < part.length; i++) {
        times[part[random.nextInt(part.length)]]++;
      }
    }
  }
}
