package dev.argand.network.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * In what two models differ, as far as their manifests say.
 *
 * @param labels of the classes, which everything behind a model reads
 * @param changes of everything else, by name: {@code frontEnd.hopSamples}, {@code threshold.bell}
 */
public record ManifestDifference(Labels labels, List<Change> changes) {
  /** Compared by label, not by position. */
  private static final Set<String> BY_LABEL = Set.of("labels", "thresholds");

  /**
   * How the second model's labels differ from the first's.
   *
   * @param added labels that only the second has, in its order
   * @param removed labels that only the first has, in its order: nothing of the second says them
   * @param reordered whether labels that both have come in another order
   */
  public record Labels(List<String> added, List<String> removed, boolean reordered) {
    public Labels {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }

    /** Of two lists. */
    public static Labels between(List<String> from, List<String> to) {
      return new Labels(
          without(to, from),
          without(from, to),
          !without(from, without(from, to)).equals(without(to, without(to, from))));
    }

    /** Whether both models say the same words. */
    public boolean same() {
      return added.isEmpty() && removed.isEmpty();
    }

    private static List<String> without(List<String> labels, List<String> others) {
      return labels.stream().filter(label -> !others.contains(label)).toList();
    }
  }

  /**
   * A value that differs.
   *
   * @param from null where only the second model has it
   * @param to null where only the first model has it
   */
  public record Change(String name, @Nullable String from, @Nullable String to) {}

  public ManifestDifference {
    changes = List.copyOf(changes);
  }

  /** What changes from one to the other. */
  public static ManifestDifference between(Manifest from, Manifest to) {
    SortedMap<String, String> before = flat(from);
    SortedMap<String, String> after = flat(to);
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    List<Change> changes = new ArrayList<>();
    for (String name : names) {
      String one = before.get(name);
      String other = after.get(name);
      if (!Objects.equals(one, other)) {
        changes.add(new Change(name, one, other));
      }
    }
    return new ManifestDifference(Labels.between(from.labels(), to.labels()), changes);
  }

  private static SortedMap<String, String> flat(Manifest manifest) {
    SortedMap<String, String> values = new TreeMap<>();
    JsonNode tree = CanonicalJson.MAPPER.valueToTree(manifest);
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (!BY_LABEL.contains(field.getKey())) {
        flatten(field.getKey(), field.getValue(), values);
      }
    }
    for (int i = 0; i < manifest.labels().size(); i++) {
      values.put(
          "threshold." + manifest.labels().get(i), String.valueOf(manifest.thresholds().get(i)));
    }
    return values;
  }

  private static void flatten(String name, JsonNode node, SortedMap<String, String> values) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> flatten(name + '.' + field.getKey(), field.getValue(), values));
    } else {
      values.put(name, node.asText());
    }
  }
}
