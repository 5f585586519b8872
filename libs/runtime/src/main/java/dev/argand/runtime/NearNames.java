package dev.argand.runtime;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which known names an unknown one may have meant. */
public final class NearNames {
  private static final int MOST_EDITS_OF_A_TYPO = 3;
  private static final int MOST = 3;
  private static final int SHORTEST_WORD = 4;

  private NearNames() {}

  /**
   * The end of a message: {@code ": did you mean a, b or c?"}, the nearest first, at most three; or
   * nothing. They are a slip of the pen away, or else have a word in common.
   */
  public static String suggestion(String name, Collection<String> known) {
    List<String> slips = slips(name, known);
    return question(slips.isEmpty() ? kin(name, known) : slips);
  }

  /** The same, of slips of the pen alone. */
  static String slipSuggestion(String name, Collection<String> known) {
    return question(slips(name, known));
  }

  private static List<String> slips(String name, Collection<String> known) {
    int least = known.stream().mapToInt(other -> edits(name, other)).min().orElse(0);
    return known.stream()
        .filter(other -> edits(name, other) <= Math.min(MOST_EDITS_OF_A_TYPO, least + 1))
        .sorted(nearestFirst(name))
        .limit(MOST)
        .toList();
  }

  private static List<String> kin(String name, Collection<String> known) {
    List<String> words = words(name);
    return known.stream()
        .filter(other -> words(other).stream().anyMatch(words::contains))
        .sorted(
            Comparator.<String>comparingLong(
                    other -> -words(other).stream().filter(words::contains).count())
                .thenComparing(nearestFirst(name)))
        .limit(MOST)
        .toList();
  }

  private static Comparator<String> nearestFirst(String name) {
    return Comparator.<String>comparingInt(other -> edits(name, other))
        .thenComparing(Comparator.naturalOrder());
  }

  private static List<String> words(String name) {
    return Arrays.stream(name.split("[^A-Za-z0-9]+", -1))
        .filter(word -> word.length() >= SHORTEST_WORD)
        .toList();
  }

  private static String question(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String last = names.get(names.size() - 1);
    String others = String.join(", ", names.subList(0, names.size() - 1));
    return ": did you mean " + (others.isEmpty() ? last : others + " or " + last) + "?";
  }

  /** Levenshtein's distance: insertions, deletions and substitutions from one text to another. */
  private static int edits(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j < above.length; j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substituted = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
