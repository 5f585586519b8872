package dev.argand.search.dataset;

import dev.argand.network.bundle.Provenance;
import dev.argand.search.data.LabeledClip;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The groups that a run learned from, as one text in its provenance: what the leak check compares
 * with the groups that are tested on. They are those of the clips that were handed to training, not
 * those that should have been.
 */
public final class LearnedGroups {
  /** Name of the entry in the provenance's environment. */
  public static final String KEY = "data.groups.learned";

  private static final String SEPARATOR = "\n";

  private LearnedGroups() {}

  /** The groups of clips, sorted, one a line. */
  public static String text(Collection<LabeledClip> clips) {
    return clips.stream()
        .map(clip -> line(clip.group()))
        .distinct()
        .sorted()
        .collect(Collectors.joining(SEPARATOR));
  }

  /**
   * How many of some clips are of groups of which a model learned, by their names; empty where its
   * provenance does not say what it learned from.
   */
  public static OptionalInt among(Provenance provenance, Collection<LabeledClip> clips) {
    String learned = provenance.environment().get(KEY);
    if (learned == null || learned.isBlank()) {
      return OptionalInt.empty();
    }
    Set<String> groups = parse(learned);
    return OptionalInt.of(
        (int) clips.stream().filter(clip -> groups.contains(line(clip.group()))).count());
  }

  /** A group's name as a line of its own. */
  static String line(String group) {
    return group.replace(SEPARATOR, " ");
  }

  static Set<String> parse(String text) {
    return new TreeSet<>(List.of(text.split(SEPARATOR, -1)));
  }
}
