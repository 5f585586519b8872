package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.Resampler;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * What is in a data set, as a person wants to know before learning from it.
 *
 * @param labels a row for each label, sorted
 * @param sampleRatesHz clips by their rate
 * @param sharedAudio clips whose very bytes are also in another split: what was learned is tested
 */
public record DataDescription(
    List<Row> labels, Map<Integer, Integer> sampleRatesHz, List<String> sharedAudio) {

  /** Clips by rate, of those from which a model's rate cannot be made. */
  public Map<Integer, Integer> unusableFor(int modelRateHz) {
    Map<Integer, Integer> unusable = new TreeMap<>(sampleRatesHz);
    unusable.keySet().removeIf(rate -> Resampler.supports(rate, modelRateHz));
    return unusable;
  }

  /**
   * A label.
   *
   * @param clips by split
   */
  public record Row(String label, Map<Split, Integer> clips, int groups, double seconds) {
    public Row {
      clips = Map.copyOf(clips);
    }

    /** Clips of a split. */
    public int of(Split split) {
      return clips.getOrDefault(split, 0);
    }

    /** Clips of all splits. */
    public int total() {
      return clips.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  public DataDescription {
    labels = List.copyOf(labels);
    sampleRatesHz = new TreeMap<>(sampleRatesHz);
    sharedAudio = List.copyOf(sharedAudio);
  }

  /**
   * Looks into every clip.
   *
   * @param read hears how many clips were read so far
   * @throws IOException if a clip can no longer be read
   */
  public static DataDescription of(Splits splits, IntConsumer read) throws IOException {
    Map<String, Tally> tallies = new TreeMap<>();
    Map<Integer, Integer> rates = new TreeMap<>();
    Map<String, Map<Split, String>> contents = new HashMap<>();
    Set<String> shared = new TreeSet<>();
    int done = 0;
    for (LabeledClip clip : splits.data().clips()) {
      Split split = splits.of(clip.group());
      AudioClip audio = clip.audio().load();
      rates.merge(audio.sampleRateHz(), 1, Integer::sum);
      tallies
          .computeIfAbsent(clip.label(), label -> new Tally())
          .add(split, clip.group(), audio.seconds());
      Map<Split, String> same = contents.computeIfAbsent(content(clip), content -> new HashMap<>());
      same.putIfAbsent(split, clip.name());
      if (same.size() > 1) {
        shared.addAll(same.values());
        shared.add(clip.name());
      }
      read.accept(++done);
    }
    List<Row> rows = new ArrayList<>();
    tallies.forEach((label, tally) -> rows.add(tally.row(label)));
    return new DataDescription(rows, rates, List.copyOf(shared));
  }

  private static String content(LabeledClip clip) throws IOException {
    MessageDigest digest = DataSet.sha256();
    clip.audio().digestInto(digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static final class Tally {
    private final Map<Split, Integer> clips = new EnumMap<>(Split.class);
    private final Set<String> groups = new HashSet<>();
    private double seconds;

    void add(Split split, String group, double length) {
      clips.merge(split, 1, Integer::sum);
      groups.add(group);
      seconds += length;
    }

    Row row(String label) {
      return new Row(label, clips, groups.size(), seconds);
    }
  }
}
