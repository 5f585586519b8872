package dev.argand.search.dataset;

import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which labelled clips can be learned from beside a base set, and how their groups are divided.
 *
 * <p>Groups of the base set stay where {@link Splits#of(DataSet)} has them, and groups that the
 * ledger knows stay there. A label that the base set has takes every clip. A new one needs groups
 * in train, validation and test; it is left out, by name, as long as it has none to spare.
 *
 * @param splits the base set and the clips that are taken, divided
 * @param leftOut a line for each new label that waits for more
 */
record SplitPlan(Splits splits, List<String> leftOut) {
  SplitPlan {
    leftOut = List.copyOf(leftOut);
  }

  static SplitPlan of(DataSet base, List<LabeledClip> clips, Map<String, Split> ledger)
      throws DataException {
    Map<String, Split> decided = new HashMap<>(ledger);
    decided.putAll(Splits.of(base).assignment());
    List<String> leftOut = new ArrayList<>();
    List<String> fresh = new ArrayList<>();
    Map<String, Set<String>> groups = groupsOf(clips);
    groups.forEach(
        (label, of) -> {
          if (base.labels().contains(label)) {
            return;
          }
          if (of.size() < Splits.MINIMUM_GROUPS) {
            leftOut.add(
                ("label \"%s\" is left out: it has clips of %d group(s) (a source on a day), at"
                        + " least %d are needed; it waits for more")
                    .formatted(label, of.size(), Splits.MINIMUM_GROUPS));
          } else {
            fresh.add(label);
          }
        });
    // Whoever has most groups comes first: the fewest clips are left out.
    fresh.sort(
        Comparator.comparingInt((String label) -> -groups.getOrDefault(label, Set.of()).size())
            .thenComparing(Comparator.naturalOrder()));
    try {
      return new SplitPlan(Splits.of(with(base, clips, fresh), decided), leftOut);
    } catch (DataException someLabelHasNoWay) {
      return oneByOne(base, clips, fresh, decided, leftOut);
    }
  }

  private static SplitPlan oneByOne(
      DataSet base,
      List<LabeledClip> clips,
      List<String> fresh,
      Map<String, Split> decided,
      List<String> leftOut)
      throws DataException {
    List<String> taken = new ArrayList<>();
    Splits splits = Splits.of(with(base, clips, taken), decided);
    for (String label : fresh) {
      taken.add(label);
      try {
        splits = Splits.of(with(base, clips, taken), decided);
      } catch (DataException e) {
        taken.remove(label);
        leftOut.add(
            ("label \"%s\" is left out: its groups are assigned already and do not reach train,"
                    + " validation and test; it waits for another source or day")
                .formatted(label));
      }
    }
    return new SplitPlan(splits, leftOut);
  }

  private static DataSet with(DataSet base, List<LabeledClip> clips, List<String> fresh) {
    Set<String> labels = new TreeSet<>(base.labels());
    labels.addAll(fresh);
    return base.plus(clips.stream().filter(clip -> labels.contains(clip.label())).toList());
  }

  private static Map<String, Set<String>> groupsOf(List<LabeledClip> clips) {
    return clips.stream()
        .collect(
            Collectors.groupingBy(
                LabeledClip::label,
                TreeMap::new,
                Collectors.mapping(LabeledClip::group, Collectors.toCollection(TreeSet::new))));
  }
}
