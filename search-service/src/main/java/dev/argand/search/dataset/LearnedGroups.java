package dev.argand.search.dataset;

import dev.argand.search.data.LabeledClip;
import java.util.Collection;
import java.util.List;
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

  /** A group's name as a line of its own. */
  static String line(String group) {
    return group.replace(SEPARATOR, " ");
  }

  static Set<String> parse(String text) {
    return new TreeSet<>(List.of(text.split(SEPARATOR, -1)));
  }
}
