package dev.argand.search.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The manifest of a frozen data set: a base set by its spec and digest, and clips by their content.
 * Its file is {@code <digest>.json}, where the digest is the SHA-256 of its bytes, which follow
 * from its content: sorted names and clips, no white space, UTF-8.
 *
 * @param format 1
 * @param base what {@link DataSets#open} takes for the base set
 * @param baseDigest {@link DataSet#digest} of the base set
 * @param clipFolder the folder of the clips' files, relative to the manifest's, with slashes
 * @param clips sorted by label, group and content
 */
public record FrozenManifest(
    int format, String base, String baseDigest, String clipFolder, List<Clip> clips) {

  /** The format that is written. */
  public static final int FORMAT = 1;

  private static final Comparator<Clip> ORDER =
      Comparator.comparing(Clip::label).thenComparing(Clip::group).thenComparing(Clip::sha256);

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * A labelled clip.
   *
   * @param sha256 of its WAV file, which is named by it
   * @param label what is heard in it
   * @param group its source and UTC day
   * @param split what its group is used for
   */
  public record Clip(String sha256, String label, String group, Split split) {
    public Clip {
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "sha256: 64 lower-case hexadecimal digits were expected, was " + sha256);
      }
    }

    /** The clip's name in the data set. */
    public String name() {
      return "labelled/%s/%s".formatted(label, sha256);
    }

    /** The clip with its audio, which is compared with its SHA-256 whenever it is read. */
    public LabeledClip in(Path folder) {
      return new LabeledClip(
          name(), label, group, new FrozenAudio(folder.resolve(sha256 + ".wav"), sha256));
    }
  }

  public FrozenManifest {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format: 1 was expected, was " + format);
    }
    if (DataSets.isFrozen(base)) {
      throw new IllegalArgumentException("base: no frozen data set was expected, was " + base);
    }
    clips = clips.stream().sorted(ORDER).toList();
    Map<String, Split> splits = new TreeMap<>();
    Set<String> names = new HashSet<>();
    for (Clip clip : clips) {
      if (splits.merge(clip.group(), clip.split(), (a, b) -> a) != clip.split()) {
        throw new IllegalArgumentException("clips: group " + clip.group() + " is in two splits");
      }
      if (!names.add(clip.name())) {
        throw new IllegalArgumentException("clips: " + clip.name() + " is there twice");
      }
    }
  }

  /** The bytes of its file. */
  public byte[] bytes() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest must be writable as JSON", e);
    }
  }

  /** SHA-256 (hex) of {@link #bytes}. */
  public String digest() {
    return digest(bytes());
  }

  /**
   * Reads a manifest and makes sure that its bytes are those that its name promises.
   *
   * @throws DataException with one line that says what is wrong
   */
  public static FrozenManifest read(Path file) throws DataException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException("frozen data set %s cannot be read: %s".formatted(file, e), e);
    }
    String expected = digest(bytes) + ".json";
    if (!expected.equals(String.valueOf(file.getFileName()))) {
      throw new DataException(
          "frozen data set %s: a file named %s was expected: it was changed or renamed"
              .formatted(file, expected));
    }
    try {
      return MAPPER.readValue(bytes, FrozenManifest.class);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new DataException(
          "frozen data set %s: a manifest was expected: %s".formatted(file, reason), e);
    }
  }

  /**
   * The base set with the clips.
   *
   * @param manifest the file that this was read from
   * @throws DataException if the base set cannot be opened, or a clip is gone or was changed
   */
  DataSet open(Path manifest) throws DataException {
    DataSet baseSet = DataSets.open(base);
    Path folder = manifest.toAbsolutePath().resolveSibling(clipFolder).normalize();
    List<LabeledClip> labelled = new ArrayList<>();
    for (Clip clip : clips) {
      LabeledClip labelledClip = clip.in(folder);
      try {
        labelledClip.audio().digestInto(DataSet.sha256());
      } catch (IOException e) {
        throw new DataException("data set %s: %s".formatted(manifest, e.getMessage()), e);
      }
      labelled.add(labelledClip);
    }
    DataSet all = baseSet.plus(labelled);
    return new DataSet(
        DataSets.FROZEN + manifest,
        all.labels(),
        all.backgroundLabel(),
        all.clips(),
        all.warnings(),
        all.namedSplits());
  }

  /**
   * The division that was frozen.
   *
   * @param data what {@link #open} gave
   */
  Splits splits(DataSet data) throws DataException {
    Map<String, Split> earlier = new TreeMap<>();
    clips.forEach(clip -> earlier.put(clip.group(), clip.split()));
    earlier.putAll(Splits.of(baseOf(data)).assignment());
    return Splits.of(data, earlier);
  }

  /** The data set without the frozen clips. */
  DataSet baseOf(DataSet data) {
    Set<String> frozen = new HashSet<>();
    clips.forEach(clip -> frozen.add(clip.name()));
    Stream<LabeledClip> rest = data.clips().stream().filter(clip -> !frozen.contains(clip.name()));
    return DataSet.of(base, rest.toList(), List.of(), data.namedSplits());
  }

  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(DataSet.sha256().digest(bytes));
  }
}
