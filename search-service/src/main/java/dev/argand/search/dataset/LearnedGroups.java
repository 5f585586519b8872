package dev.argand.search.dataset;

import dev.argand.network.bundle.Provenance;
import dev.argand.search.data.DataException;
import dev.argand.search.data.LabeledClip;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The groups that a run learned from, as one text in its provenance: what the leak check compares
 * with the groups that are tested on. They are those of the clips that were handed to training, not
 * those that should have been.
 *
 * <p>The text is their names, sorted, one a line. Where that would be long, as where each of tens
 * of thousands of files is a group of its own, it is {@link #HASHED} and the first 48 bits of each
 * name's SHA-256 in Base64, sorted, one after the other: two of a million pairs of 100,000 groups
 * are then taken for one.
 */
public final class LearnedGroups {
  /** Name of the entry in the provenance's environment. */
  public static final String KEY = "data.groups.learned";

  /** Groups beyond which a bundle's manifest has no room for them, even as hashes. */
  public static final int MOST = 90_000;

  static final String HASHED = "sha256/48:";

  private static final int LONGEST_TEXT = 200_000;
  private static final int HASH_BYTES = 6;
  private static final int HASH_CHARACTERS = 8;
  private static final String SEPARATOR = "\n";

  private LearnedGroups() {}

  /** The groups of clips. */
  public static String text(Collection<LabeledClip> clips) {
    List<String> lines = lines(clips);
    String names = String.join(SEPARATOR, lines);
    return names.length() <= LONGEST_TEXT
        ? names
        : HASHED + lines.stream().map(LearnedGroups::hash).sorted().collect(Collectors.joining());
  }

  /**
   * Refuses clips of more groups than a bundle can name.
   *
   * @throws DataException with how many there are
   */
  public static void requireRoom(String data, Collection<LabeledClip> clips) throws DataException {
    int groups = lines(clips).size();
    if (groups > MOST) {
      throw new DataException(
          ("%s: at most %d groups (speakers, recordings) to learn from were expected, were %d; where"
                  + " each file is one, a table's column \"group\" puts files together")
              .formatted(data, MOST, groups));
    }
  }

  /**
   * Whether a group is named as one that a model learned from; empty where its provenance does not
   * say what it learned from.
   */
  public static Optional<Predicate<String>> of(Provenance provenance) {
    return Optional.ofNullable(provenance.environment().get(KEY))
        .filter(learned -> !learned.isBlank())
        .map(LearnedGroups::parse);
  }

  /**
   * How many of some clips are of groups of which a model learned, by their names; empty where its
   * provenance does not say what it learned from.
   */
  public static OptionalInt among(Provenance provenance, Collection<LabeledClip> clips) {
    return of(provenance).stream()
        .mapToInt(groups -> (int) clips.stream().filter(clip -> groups.test(clip.group())).count())
        .findFirst();
  }

  /** Whether a group is one of those that a text names. */
  static Predicate<String> parse(String text) {
    if (text.startsWith(HASHED)) {
      Set<String> hashes = new TreeSet<>();
      for (int at = HASHED.length(); at < text.length(); at += HASH_CHARACTERS) {
        hashes.add(text.substring(at, Math.min(text.length(), at + HASH_CHARACTERS)));
      }
      return group -> hashes.contains(hash(line(group)));
    }
    Set<String> names = new TreeSet<>(List.of(text.split(SEPARATOR, -1)));
    return group -> names.contains(line(group));
  }

  private static List<String> lines(Collection<LabeledClip> clips) {
    return clips.stream().map(clip -> line(clip.group())).distinct().sorted().toList();
  }

  /** A group's name as a line of its own. */
  private static String line(String group) {
    return group.replace(SEPARATOR, " ");
  }

  private static String hash(String line) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
