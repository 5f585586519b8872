package dev.argand.search.data;

import dev.argand.signal.Resampler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Labelled clips to learn from. Every set has a background class, labelled {@link #BACKGROUND}.
 *
 * <p>Immutable and thread-safe; audio is read when a clip is loaded.
 *
 * @param name what a person calls it, such as {@code bundled} or a folder's name
 * @param labels every label, sorted; the background label is among them
 * @param backgroundLabel the label of clips in which none of the others is heard
 * @param clips at least one for each label; names are unique
 * @param warnings what was left out while reading and why, one line each
 * @param namedSplits groups that the data themselves assign to train, validation or test; empty
 *     where they do not
 */
public record DataSet(
    String name,
    List<String> labels,
    String backgroundLabel,
    List<LabeledClip> clips,
    List<String> warnings,
    Map<String, Split> namedSplits) {

  /** The label of the background class of every data set that {@link DataSets} opens. */
  public static final String BACKGROUND = "background";

  private static final Comparator<LabeledClip> ORDER =
      Comparator.comparing(LabeledClip::label)
          .thenComparing(LabeledClip::group)
          .thenComparing(LabeledClip::name);

  public DataSet {
    labels = List.copyOf(labels);
    clips = List.copyOf(clips);
    warnings = List.copyOf(warnings);
    namedSplits = Map.copyOf(namedSplits);
    if (!labels.equals(List.copyOf(new TreeSet<>(labels)))) {
      throw new IllegalArgumentException("labels must be sorted and distinct, were " + labels);
    }
    if (!labels.contains(backgroundLabel)) {
      throw new IllegalArgumentException(
          "the background label " + backgroundLabel + " must be among the labels " + labels);
    }
    Set<String> found = new TreeSet<>();
    Set<String> names = new HashSet<>();
    for (LabeledClip clip : clips) {
      found.add(clip.label());
      if (!names.add(clip.name())) {
        throw new IllegalArgumentException("two clips are named " + clip.name());
      }
    }
    if (!labels.equals(List.copyOf(found))) {
      throw new IllegalArgumentException(
          "labels must be those of the clips " + found + ", were " + labels);
    }
  }

  /** A set of clips whose background label is {@link #BACKGROUND} and that names no splits. */
  public static DataSet of(String name, List<LabeledClip> clips, List<String> warnings) {
    return of(name, clips, warnings, Map.of());
  }

  /** A set of clips whose background label is {@link #BACKGROUND}. */
  public static DataSet of(
      String name, List<LabeledClip> clips, List<String> warnings, Map<String, Split> namedSplits) {
    TreeSet<String> labels = new TreeSet<>();
    clips.forEach(clip -> labels.add(clip.label()));
    return new DataSet(name, List.copyOf(labels), BACKGROUND, clips, warnings, namedSplits);
  }

  /** This set with more clips, such as a kind of sound that was not there before. */
  public DataSet plus(List<LabeledClip> more) {
    List<LabeledClip> all = Stream.concat(clips.stream(), more.stream()).toList();
    TreeSet<String> allLabels = new TreeSet<>(labels);
    more.forEach(clip -> allLabels.add(clip.label()));
    return new DataSet(name, List.copyOf(allLabels), backgroundLabel, all, warnings, namedSplits);
  }

  /** Position of a label in {@link #labels}: its class number. */
  public int labelIndex(String label) {
    int index = labels.indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException("no label " + label + " among " + labels);
    }
    return index;
  }

  /** The clips of a label, in the order of the set. */
  public List<LabeledClip> clips(String label) {
    return clips.stream().filter(clip -> clip.label().equals(label)).toList();
  }

  /**
   * Makes sure that every clip whose rate is known can be brought to another rate.
   *
   * @throws DataException naming the first that cannot, how many there are, and why
   */
  public void requireRates(int toHz) throws DataException {
    List<LabeledClip> refused =
        clips.stream().filter(clip -> !clip.audio().canHaveRate(toHz)).toList();
    if (!refused.isEmpty()) {
      int rate = refused.get(0).audio().knownRateHz().orElseThrow();
      throw new DataException(
          "%s: %d clip(s) have rates from which %d Hz cannot be made, %s at %d Hz is one: %s; convert or remove them"
              .formatted(
                  name,
                  refused.size(),
                  toHz,
                  refused.get(0).name(),
                  rate,
                  Resampler.refusal(rate, toHz)));
    }
  }

  /**
   * SHA-256 (hex) over every clip's label, group, name and content, and over the splits that the
   * data name, sorted, so that it does not depend on the order in which a folder was read. Reads
   * all audio, one clip at a time: keep the result.
   *
   * @throws IOException if a clip can no longer be read
   */
  public String digest() throws IOException {
    MessageDigest whole = sha256();
    List<LabeledClip> sorted = new ArrayList<>(clips);
    sorted.sort(ORDER);
    for (LabeledClip clip : sorted) {
      MessageDigest content = sha256();
      clip.audio().digestInto(content);
      for (String field : List.of(clip.label(), clip.group(), clip.name())) {
        whole.update(field.getBytes(StandardCharsets.UTF_8));
        whole.update((byte) 0);
      }
      whole.update(content.digest());
    }
    new TreeMap<>(namedSplits)
        .forEach(
            (group, split) ->
                whole.update((group + "\0" + split + "\0").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(whole.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }
}
