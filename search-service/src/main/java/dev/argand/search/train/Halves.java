package dev.argand.search.train;

import dev.argand.search.data.LabeledClip;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The training clips halved into a part for the weights and one for the architecture, by whole
 * groups in shuffled order, so that each label is shared as evenly as its groups allow. A label
 * whose clips are all of one group is in both parts.
 */
record Halves(List<LabeledClip> weights, List<LabeledClip> architecture) {

  static Halves of(List<LabeledClip> clips, CounterRandom random) {
    Map<String, List<LabeledClip>> groups =
        clips.stream()
            .collect(Collectors.groupingBy(LabeledClip::group, TreeMap::new, Collectors.toList()));
    List<List<LabeledClip>> ordered = new ArrayList<>(groups.values());
    int[] order = IntStream.range(0, ordered.size()).toArray();
    random.shuffle(order);
    // Clips of each label in the first part minus those in the second.
    Map<String, Integer> lead = new TreeMap<>();
    List<LabeledClip> first = new ArrayList<>();
    List<LabeledClip> second = new ArrayList<>();
    for (int index : order) {
      List<LabeledClip> group = ordered.get(index);
      int ahead =
          group.stream().mapToInt(clip -> Integer.signum(lead.getOrDefault(clip.label(), 0))).sum();
      boolean toFirst = ahead <= 0;
      (toFirst ? first : second).addAll(group);
      group.forEach(clip -> lead.merge(clip.label(), toFirst ? 1 : -1, Integer::sum));
    }
    completeFrom(first, second);
    completeFrom(second, first);
    return new Halves(List.copyOf(first), List.copyOf(second));
  }

  /** Adds to a part the clips of labels that only the other has. */
  private static void completeFrom(List<LabeledClip> part, List<LabeledClip> other) {
    var labels = part.stream().map(LabeledClip::label).collect(Collectors.toSet());
    other.stream().filter(clip -> !labels.contains(clip.label())).forEach(part::add);
  }
}
