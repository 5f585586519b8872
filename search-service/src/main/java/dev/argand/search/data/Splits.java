package dev.argand.search.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Assigns every group of a data set to train, validation or test, so that no speaker, device or
 * recording is both learned from and tested on.
 *
 * <p>The rule. A group's hash is the first 53 bits of the SHA-256 of its name, as a number in [0,
 * 1): below 0.6 it trains, below 0.8 it validates, else it tests. This looks at nothing but the
 * name, so a group keeps its place when others come and go. Two steps serve small sets:
 *
 * <ol>
 *   <li>Groups with the same labels, all of which have fewer than {@value #FEW_GROUPS} groups, are
 *       ranked by hash if they are three or more: the first about 60 % train, the next validate,
 *       the last test, at least one each. Five speakers of the same digits become 3, 1 and 1.
 *   <li>Label by label in sorted order, the group of that label with the lowest hash is moved from
 *       the split where the label has most groups to one that it lacks, unless the move would take
 *       the last group of some label out of a split. If that cannot succeed, all is done again with
 *       a number prefixed to the names (at most {@value #ATTEMPTS} times).
 * </ol>
 *
 * <p>Groups that the data name for a split ({@link DataSet#namedSplits}) stay there. Where no group
 * is named for validation, a fifth of those named for training validates, by hash and so that every
 * label has one.
 *
 * <p>The result depends on the set of labels and groups only, not on the order or number of clips.
 * A ranked or moved group could change its place when new groups arrive: pass the earlier {@link
 * #assignment} to keep every group where it was, for ever.
 */
public final class Splits {
  /** Groups that a label needs: one for each split. */
  public static final int MINIMUM_GROUPS = Split.values().length;

  private static final double TRAIN_SHARE = 0.6;
  private static final double VALIDATION_SHARE = 0.2;
  private static final int ATTEMPTS = 64;
  private static final int FEW_GROUPS = 20;

  private final DataSet data;
  private final Map<String, Split> assignment;

  private Splits(DataSet data, Map<String, Split> assignment) {
    this.data = data;
    this.assignment = assignment;
  }

  /**
   * Divides a data set.
   *
   * @throws DataException if a label has fewer than {@value #MINIMUM_GROUPS} groups
   */
  public static Splits of(DataSet data) throws DataException {
    return of(data, Map.of());
  }

  /**
   * Divides a data set, keeping the groups of an earlier assignment where they were.
   *
   * @param earlier splits that are already decided; groups that the set lacks are allowed
   * @throws DataException if a label has fewer than {@value #MINIMUM_GROUPS} groups, or what is
   *     decided leaves a label no way into every split or names a group for another
   */
  public static Splits of(DataSet data, Map<String, Split> earlier) throws DataException {
    TreeMap<String, Set<String>> groupsOf = new TreeMap<>();
    for (LabeledClip clip : data.clips()) {
      groupsOf.computeIfAbsent(clip.label(), label -> new TreeSet<>()).add(clip.group());
    }
    for (Map.Entry<String, Set<String>> label : groupsOf.entrySet()) {
      if (label.getValue().size() < MINIMUM_GROUPS) {
        throw new DataException(
            ("label \"%s\" of %s has clips of only %d group(s) (speakers, recordings); at least %d"
                    + " are needed, one each to train, validate and test")
                .formatted(label.getKey(), data.name(), label.getValue().size(), MINIMUM_GROUPS));
      }
    }
    Decided decided = Decided.of(data, earlier);
    String lacking = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Draft draft = new Draft(groupsOf, decided, attempt == 0 ? "" : attempt + "/");
      Optional<String> lack = draft.repair();
      if (lack.isEmpty()) {
        return new Splits(data, Map.copyOf(draft.splits));
      }
      lacking = lack.get();
    }
    throw new DataException(
        "the groups of %s cannot be divided so that every label is in train, validation and test (%s); add groups"
            .formatted(data.name(), lacking));
  }

  /**
   * What is not to be decided here.
   *
   * @param fixed groups that stay
   * @param untested groups that train or validate
   */
  private record Decided(Map<String, Split> fixed, Set<String> untested) {
    static Decided of(DataSet data, Map<String, Split> earlier) throws DataException {
      Map<String, Split> named = data.namedSplits();
      boolean isWithoutValidation = !named.containsValue(Split.VALIDATION);
      Map<String, Split> fixed = new HashMap<>(earlier);
      Set<String> untested = new HashSet<>();
      for (Map.Entry<String, Split> group : named.entrySet()) {
        Split split = group.getValue();
        Split before = earlier.get(group.getKey());
        boolean isOpen = isWithoutValidation && split == Split.TRAIN;
        if (before != null && before != split && !(isOpen && before == Split.VALIDATION)) {
          throw new DataException(
              "%s names group %s for %s, but it was for %s before, where a group stays"
                  .formatted(data.name(), group.getKey(), split, before));
        }
        if (!isOpen) {
          fixed.put(group.getKey(), split);
        } else if (before == null) {
          untested.add(group.getKey());
        }
      }
      return new Decided(fixed, untested);
    }
  }

  /** The split of a group by its name alone, before any repair. */
  static Split byName(String group) {
    double hash = hash(group);
    if (hash < TRAIN_SHARE) {
      return Split.TRAIN;
    }
    return hash < TRAIN_SHARE + VALIDATION_SHARE ? Split.VALIDATION : Split.TEST;
  }

  /** The split of a group of this data set. */
  public Split of(String group) {
    return Optional.ofNullable(assignment.get(group))
        .orElseThrow(
            () -> new IllegalArgumentException("no group " + group + " in " + data.name()));
  }

  /** The clips of a split, in the order of the data set. */
  public List<LabeledClip> clips(Split split) {
    return data.clips().stream().filter(clip -> of(clip.group()) == split).toList();
  }

  /** Every group and its split: what to keep, so that the groups stay there. */
  public Map<String, Split> assignment() {
    return assignment;
  }

  /** The data set that is divided. */
  public DataSet data() {
    return data;
  }

  private static double hash(String text) {
    byte[] digest = DataSet.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1.0p-53;
  }

  /** An assignment under repair. */
  private static final class Draft {
    private final TreeMap<String, Set<String>> groupsOf;
    private final Decided decided;
    private final Comparator<String> byHash;
    private final Map<String, Split> splits = new TreeMap<>();

    Draft(TreeMap<String, Set<String>> groupsOf, Decided decided, String prefix) {
      this.groupsOf = groupsOf;
      this.decided = decided;
      this.byHash =
          Comparator.comparingDouble((String group) -> hash(prefix + group))
              .thenComparing(Comparator.naturalOrder());
      for (Collection<String> groups : groupsOf.values()) {
        groups.forEach(group -> splits.put(group, byName(prefix + group)));
      }
      rankFewGroups();
      splits.replaceAll((group, split) -> decided.fixed.getOrDefault(group, split));
      decided.untested.forEach(
          group ->
              splits.computeIfPresent(
                  group,
                  (name, split) ->
                      byName(prefix + name) == Split.VALIDATION ? Split.VALIDATION : Split.TRAIN));
    }

    private void rankFewGroups() {
      Map<Set<String>, List<String>> byLabels = new HashMap<>();
      for (String group : splits.keySet()) {
        byLabels.computeIfAbsent(labelsOf(group), labels -> new ArrayList<>()).add(group);
      }
      byLabels.forEach(
          (labels, groups) -> {
            boolean few =
                labels.stream()
                    .allMatch(l -> groupsOf.getOrDefault(l, Set.of()).size() < FEW_GROUPS);
            if (few && groups.size() >= MINIMUM_GROUPS) {
              rank(groups);
            }
          });
    }

    private void rank(List<String> groups) {
      groups.sort(byHash);
      int held = Math.max(1, (int) Math.round(VALIDATION_SHARE * groups.size()));
      for (int i = 0; i < groups.size(); i++) {
        int fromEnd = groups.size() - 1 - i;
        splits.put(
            groups.get(i),
            fromEnd < held ? Split.TEST : fromEnd < 2 * held ? Split.VALIDATION : Split.TRAIN);
      }
    }

    private Set<String> labelsOf(String group) {
      Set<String> labels = new TreeSet<>();
      groupsOf.forEach(
          (label, groups) -> {
            if (groups.contains(group)) {
              labels.add(label);
            }
          });
      return labels;
    }

    /** Nothing, or which label has no group to move into which split. */
    Optional<String> repair() {
      for (String label : groupsOf.keySet()) {
        for (Split split : Split.values()) {
          if (!inSplit(label, split).isEmpty()) {
            continue;
          }
          Optional<String> moved = candidate(label, split);
          if (moved.isEmpty()) {
            return Optional.of("\"%s\" has none for %s".formatted(label, split));
          }
          splits.put(moved.get(), split);
        }
      }
      return Optional.empty();
    }

    /** The group of a label to move: from its fullest split, with the lowest hash. */
    private Optional<String> candidate(String label, Split wanted) {
      EnumMap<Split, List<String>> movable = new EnumMap<>(Split.class);
      for (Split split : EnumSet.allOf(Split.class)) {
        List<String> groups = inSplit(label, split);
        movable.put(split, groups.stream().filter(group -> mayMove(group, wanted)).toList());
      }
      return movable.values().stream()
          .max(Comparator.comparingInt(List::size))
          .flatMap(groups -> groups.stream().min(byHash));
    }

    private boolean mayMove(String group, Split wanted) {
      return !decided.fixed.containsKey(group)
          && !(wanted == Split.TEST && decided.untested.contains(group))
          && labelsOf(group).stream().allMatch(label -> inSplit(label, splitOf(group)).size() > 1);
    }

    private Split splitOf(String group) {
      return Objects.requireNonNull(splits.get(group));
    }

    private List<String> inSplit(String label, Split split) {
      List<String> groups = new ArrayList<>();
      for (String group : groupsOf.getOrDefault(label, Set.of())) {
        if (splits.get(group) == split) {
          groups.add(group);
        }
      }
      return groups;
    }
  }
}
