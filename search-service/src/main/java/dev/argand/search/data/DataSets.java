package dev.argand.search.data;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Opens data sets by what a person writes: {@code bundled} (eight kinds of sound event, ten spoken
 * words, background), {@code bundled:events}, {@code bundled:words}, a directory, or {@code
 * dataset:FILE}, the manifest of a frozen set ({@link FrozenManifest}).
 *
 * <p>A directory holds a folder for each label with audio files in it. The group of a file is its
 * speaker or recording where the name says so, {@code SPEAKER_nohash_N} (Speech Commands), {@code
 * DIGIT_SPEAKER_N} (FSDD, AudioMNIST) or {@code FOLD-RECORDING-TAKE} (ESC), else the file name
 * without its ending: every file is its own group. Also read are
 *
 * <ul>
 *   <li>a table, {@code .csv} or {@code .tsv}, or a directory with a {@code manifest.csv} ({@link
 *       CsvManifest})
 *   <li>directories {@code train}, {@code validation} and {@code test}, each with a folder for each
 *       label: the sets stay as they are named
 *   <li>Speech Commands as it is distributed, with its lists of validation and test files
 *   <li>FSDD: a flat folder of {@code DIGIT_SPEAKER_N} files, or a sub-folder {@code recordings}
 *   <li>AudioMNIST: a folder a speaker, also below {@code data}
 *   <li>ESC-50: {@code audio} and {@code meta/esc50.csv}; ESC-10: folders {@code 001 - Dog bark}
 * </ul>
 *
 * <p>Folders named {@code silence}, {@code background}, {@code _background_noise_} or {@code noise}
 * (in any case) form the background class; where they give fewer than {@value
 * Splits#MINIMUM_GROUPS} groups, synthetic background is added. Files are audio by the endings of
 * their names ({@code MediaReader.isAudioName}), then told by content. Symbolic links are followed,
 * but not around in circles, nor to audio that is read anyway; names that begin with a dot are
 * ignored. What is ignored, and a file or folder that cannot be used, is named in {@link
 * DataSet#warnings}.
 */
public final class DataSets {
  /** What the spec of a frozen set begins with; the rest is its manifest's file. */
  public static final String FROZEN = "dataset:";

  private static final String BUNDLED = "bundled";

  private DataSets() {}

  /**
   * Opens a data set and makes sure that it can be split. Every file of a directory is read once,
   * and every clip of a frozen set is compared with its SHA-256.
   *
   * @param spec {@code bundled}, {@code bundled:events}, {@code bundled:words}, a directory or
   *     {@code dataset:FILE}
   * @throws DataException with one line that says what is wrong and where
   */
  public static DataSet open(String spec) throws DataException {
    DataSet data;
    if (isFrozen(spec)) {
      Path manifest = manifest(spec);
      data = FrozenManifest.read(manifest).open(manifest);
    } else {
      data = isBundled(spec) ? bundled(spec) : files(path(spec));
    }
    // Tells now, rather than after an hour, that a label has too few groups.
    splits(spec, data);
    return data;
  }

  /**
   * How a data set is divided: by the frozen assignment of a frozen set, else by {@link
   * Splits#of(DataSet)}.
   *
   * @param spec what the set was opened with
   * @param data what {@link #open} gave
   * @throws DataException if it cannot be divided
   */
  public static Splits splits(String spec, DataSet data) throws DataException {
    return isFrozen(spec) ? FrozenManifest.read(manifest(spec)).splits(data) : Splits.of(data);
  }

  /**
   * The digest of an opened data set: that of a frozen set's manifest, once its base set is known
   * to be what it was, else {@link DataSet#digest}. Reads all audio of the base set.
   *
   * @param spec what the set was opened with
   * @param data what {@link #open} gave
   * @throws DataException if a frozen set's base set is no longer what it was
   * @throws IOException if a clip can no longer be read
   */
  public static String digest(String spec, DataSet data) throws DataException, IOException {
    if (!isFrozen(spec)) {
      return data.digest();
    }
    FrozenManifest manifest = FrozenManifest.read(manifest(spec));
    String actual = manifest.baseOf(data).digest();
    if (!actual.equals(manifest.baseDigest())) {
      throw new DataException(
          "base set %s of %s was changed: digest %s was expected, is %s"
              .formatted(manifest.base(), spec, manifest.baseDigest(), actual));
    }
    return manifest.digest();
  }

  /**
   * Makes sure that a spec names something, without opening it.
   *
   * @throws DataException if there is no such data set
   */
  public static void requireThere(String spec) throws DataException {
    if (isBundled(spec)) {
      requireBundled(spec);
    } else {
      ClipFiles.requireThere(isFrozen(spec) ? manifest(spec) : path(spec));
    }
  }

  /** Whether a spec names a frozen set. */
  public static boolean isFrozen(String spec) {
    return spec.startsWith(FROZEN);
  }

  /**
   * The labelled clips alone, to judge a model on: nothing is added to those of a directory, and
   * they may be too few to be divided.
   *
   * @param spec as for {@link #open}
   * @param warnings hears what is left out and why, one line each
   * @throws DataException with one line that says what is wrong and where
   */
  public static List<LabeledClip> clips(String spec, Consumer<String> warnings)
      throws DataException {
    if (isFrozen(spec)) {
      return open(spec).clips();
    }
    if (isBundled(spec)) {
      return bundled(spec).clips();
    }
    ClipFiles folder = ClipFiles.read(path(spec));
    folder.warnings().forEach(warnings);
    return List.copyOf(folder.clips());
  }

  /** Clips of a kind of sound event as in the bundled set; also of the kinds that it leaves out. */
  public static List<LabeledClip> events(SoundKind kind) {
    return BundledData.events(kind);
  }

  /** Whether a spec names data that come with Argand. */
  public static boolean isBundled(String spec) {
    return spec.equals(BUNDLED) || spec.startsWith(BUNDLED + ":");
  }

  private static DataSet bundled(String spec) throws DataException {
    requireBundled(spec);
    List<LabeledClip> clips = new ArrayList<>();
    if (!spec.equals("bundled:words")) {
      SoundKind.bundled().forEach(kind -> clips.addAll(BundledData.events(kind)));
    }
    if (!spec.equals("bundled:events")) {
      clips.addAll(BundledData.words());
    }
    clips.addAll(BundledData.backgrounds());
    return DataSet.of(spec, clips, List.of());
  }

  private static void requireBundled(String spec) throws DataException {
    if (!List.of(BUNDLED, "bundled:events", "bundled:words").contains(spec)) {
      throw new DataException(
          "no data set \"%s\"; expected bundled, bundled:events, bundled:words, a directory or dataset:FILE"
              .formatted(spec));
    }
  }

  private static DataSet files(Path root) throws DataException {
    ClipFiles folder = ClipFiles.read(root);
    List<LabeledClip> clips = new ArrayList<>(folder.clips());
    List<String> warnings = new ArrayList<>(folder.warnings());
    long labels = clips.stream().map(LabeledClip::label).distinct().count();
    if (labels < 2) {
      throw new DataException(
          "%s has only one label, \"%s\"; at least two folders of audio files are needed"
              .formatted(root, clips.get(0).label()));
    }
    long backgroundGroups =
        clips.stream()
            .filter(clip -> clip.label().equals(DataSet.BACKGROUND))
            .map(LabeledClip::group)
            .distinct()
            .count();
    if (backgroundGroups < Splits.MINIMUM_GROUPS) {
      clips.addAll(BundledData.backgrounds());
      if (backgroundGroups > 0) {
        warnings.add(
            "label \"%s\" has only %d file(s), at least %d are needed: synthetic background added"
                .formatted(DataSet.BACKGROUND, backgroundGroups, Splits.MINIMUM_GROUPS));
      }
    }
    return DataSet.of(root.toString(), clips, warnings, folder.namedSplits());
  }

  private static Path manifest(String spec) throws DataException {
    return path(spec.substring(FROZEN.length()));
  }

  private static Path path(String spec) throws DataException {
    if (spec.isBlank()) {
      throw new DataException("no data set named; expected bundled or a directory");
    }
    try {
      return Path.of(spec);
    } catch (InvalidPathException e) {
      throw new DataException("\"%s\" is not a path: %s".formatted(spec, e.getReason()), e);
    }
  }
}
