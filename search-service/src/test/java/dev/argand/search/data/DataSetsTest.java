package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  @TempDir Path root;

  @Test
  void open_folderPerLabel_filesAreTheirOwnGroups() throws Exception {
    fill("big dog", "a.wav", "b.WAV", "c.wav");
    fill("鳥", "d.wav", "e.wav", "f.wav");
    DataSet data = open();
    assertThat(data.labels()).containsExactly("background", "big dog", "鳥");
    assertThat(groups(data, "big dog")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(groups(data, "background")).allMatch(group -> group.startsWith("synthetic"));
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void open_speechCommandsNames_groupIsTheSpeaker() throws Exception {
    fill("yes", "aa_nohash_0.wav", "aa_nohash_1.wav", "bb_nohash_0.wav", "cc_nohash_0.wav");
    fill("no", "aa_nohash_0.wav", "bb_nohash_0.wav", "cc_nohash_0.wav");
    fill("Silence", "1.wav", "2.wav", "3.wav");
    DataSet data = open();
    assertThat(data.labels()).containsExactly("background", "no", "yes");
    assertThat(groups(data, "yes")).containsExactlyInAnyOrder("aa", "bb", "cc");
    assertThat(groups(data, "background")).containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void open_digitNames_labelIsTheDigitAndGroupTheSpeaker() throws Exception {
    for (Path folder : new Path[] {root.resolve("flat"), root.resolve("deep/recordings")}) {
      for (String speaker : new String[] {"ann", "bob", "cy"}) {
        write(folder.resolve("0_" + speaker + "_0.wav"));
        write(folder.resolve("7_" + speaker + "_12.wav"));
      }
      Path opened = folder.endsWith("flat") ? folder : root.resolve("deep");
      DataSet data = DataSets.open(opened.toString());
      assertThat(data.labels()).containsExactly("0", "7", "background");
      assertThat(groups(data, "7")).containsExactlyInAnyOrder("ann", "bob", "cy");
    }
  }

  @Test
  void open_severalBackgroundFolders_becomeOneClass() throws Exception {
    fill("dog", "a.wav", "b.wav", "c.wav");
    fill("_background_noise_", "fan.wav");
    fill("NOISE", "tap.wav", "rain.wav");
    assertThat(groups(open(), "background")).containsExactlyInAnyOrder("fan", "tap", "rain");
  }

  @Test
  void open_fewBackgroundFiles_syntheticOnesAreAddedWithAWarning() throws Exception {
    fill("dog", "a.wav", "b.wav", "c.wav");
    fill("noise", "fan.wav");
    DataSet data = open();
    assertThat(groups(data, "background")).contains("fan").hasSizeGreaterThan(3);
    assertThat(data.warnings()).singleElement().asString().contains("only 1 file(s)");
  }

  @Test
  void open_hiddenFilesAndLinksToTheSame_areIgnoredAndNamed() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav", ".d.wav");
    fill("dog", "e.wav", "f.wav", "g.wav");
    fill(".owl", "h.wav");
    Files.createDirectories(root.resolve(".git/objects"));
    Files.createSymbolicLink(root.resolve("cow"), root.resolve("cat"));
    Files.createSymbolicLink(root.resolve("dog/x.wav"), root.resolve("cat/a.wav"));
    Files.createSymbolicLink(root.resolve("dog/around"), root);
    Files.createSymbolicLink(root.resolve("cat/gone.wav"), root.resolve("nowhere.wav"));
    DataSet data = open();
    assertThat(data.labels()).containsExactly("background", "cat", "dog");
    assertThat(groups(data, "cat")).hasSize(3);
    assertThat(groups(data, "dog")).hasSize(3);
    assertThat(data.warnings())
        .containsExactlyInAnyOrder(
            "3 hidden file(s) or folder(s) of audio are ignored, as names that begin with a dot"
                + " are: .owl, cat/.d.wav, cow/.d.wav",
            "2 link(s) that lead nowhere are ignored: cat/gone.wav, cow/gone.wav",
            "1 link(s) to a folder that they are in are ignored: dog/around",
            "4 link(s) to audio that is read under another name are ignored: cow/a.wav, cow/b.wav,"
                + " cow/c.wav, ...");
  }

  @Test
  void open_linksToElsewhere_areFollowed(@TempDir Path disk) throws Exception {
    for (String name : List.of("a.wav", "b.wav", "c.wav")) {
      write(disk.resolve("cats").resolve(name));
      write(disk.resolve("dogs").resolve("dog " + name));
      Files.createDirectories(root.resolve("dog"));
      Files.createSymbolicLink(
          root.resolve("dog").resolve(name), disk.resolve("dogs").resolve("dog " + name));
    }
    Files.createSymbolicLink(root.resolve("cat"), disk.resolve("cats"));
    DataSet data = open();
    assertThat(data.clips("cat")).extracting(LabeledClip::name).contains("cat/a.wav");
    assertThat(groups(data, "dog")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(data.warnings()).isEmpty();
  }

  @Test
  void open_filesAndFoldersThatAreNoAudioByTheirNames_areNamed() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("dog", "e.wav", "f.wav", "g.wav");
    Files.move(fill("cow", "k.wav").resolve("k.wav"), root.resolve("cow/k.pcm"));
    Files.copy(root.resolve("dog/e.wav"), root.resolve("dog/h"));
    DataSet data = open();
    assertThat(data.labels()).containsExactly("background", "cat", "dog");
    assertThat(data.warnings())
        .containsExactlyInAnyOrder(
            "1 folder(s) without audio files of their own are ignored: cow",
            "1 file(s) are ignored, as their names do not end as those of audio files do: dog/h");
  }

  @Test
  void open_folderThatMayNotBeRead_isLeftOutAndNamed() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("dog", "e.wav", "f.wav", "g.wav");
    Path lost = Files.createDirectory(root.resolve("lost+found"));
    lost.toFile().setReadable(false);
    assumeFalse(Files.isReadable(lost), "this user may read everything");
    assertThat(open().warnings()).contains("left out 1 folder(s) that cannot be read: lost+found");
  }

  @Test
  void open_folderWhoseNameIsOnlyBlanks_isRefusedByWhatItsNameIs() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("\u3000", "e.wav", "f.wav", "g.wav");
    assertRefused("a label must not be blank, was only U+3000");
  }

  @Test
  void open_fileThatDoesNotDecode_isLeftOutWithAWarning() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("dog", "e.wav", "f.wav", "g.wav");
    Files.writeString(root.resolve("dog/broken.wav"), "no audio here");
    write(root.resolve("dog/zeros.wav"), new float[100]);
    write(root.resolve("dog/empty.wav"), new float[0]);
    DataSet data = open();
    assertThat(groups(data, "dog")).containsExactlyInAnyOrder("e", "f", "g");
    assertThat(data.warnings())
        .hasSize(3)
        .anySatisfy(w -> assertThat(w).startsWith("left out ").contains("broken.wav"))
        .anySatisfy(w -> assertThat(w).contains("zeros.wav: every sample is zero"))
        .anySatisfy(w -> assertThat(w).contains("empty.wav: it holds no samples"));
  }

  /** The same samples in another container are the same clip, but not the same bytes. */
  @Test
  void open_otherContainers_areDecoded() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("dog", "e.wav", "f.wav");
    Path wav = root.resolve("dog/g.wav");
    write(wav);
    try (AudioInputStream audio = AudioSystem.getAudioInputStream(wav.toFile())) {
      AudioSystem.write(audio, AudioFileFormat.Type.AU, root.resolve("dog/g.au").toFile());
    }
    float[] samples = FileAudio.open(wav, true, warning -> {}).load().samples();
    Files.delete(wav);
    DataSet data = open();
    assertThat(data.warnings()).isEmpty();
    LabeledClip dog = data.clips("dog").get(2);
    assertThat(dog.name()).isEqualTo("dog/g.au");
    assertThat(dog.audio().load().samples()).isEqualTo(samples);
  }

  @Test
  void open_labelThatLosesEveryFile_isRefused() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("cow", "a.wav", "b.wav", "c.wav");
    Files.createDirectory(root.resolve("dog"));
    Files.writeString(root.resolve("dog/broken.wav"), "no audio here");
    assertRefused(
        "label \"dog\" of " + root, "none of its 1 audio file(s) can be used", "broken.wav");
  }

  @Test
  void open_directoryMissing_namesThePath() {
    assertThatThrownBy(() -> DataSets.open(root + "/nowhere"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data directory %s/nowhere does not exist; expected one, a .csv table, or bundled",
            root);
  }

  @Test
  void open_file_isRefused() throws Exception {
    Path file = Files.writeString(root.resolve("notes.txt"), "hello");
    assertThatThrownBy(() -> DataSets.open(file.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(file + " is not a directory, nor a .csv or .tsv table");
  }

  @Test
  void open_noWavFiles_saysWhatWasFound() throws Exception {
    Files.writeString(root.resolve("README.md"), "hello");
    Files.createDirectory(root.resolve("dog"));
    Files.writeString(root.resolve("dog/a.mid"), "MThd");
    Files.writeString(root.resolve("dog/b.mid"), "MThd");
    assertRefused("no audio files in " + root, "found 1 .md, 2 .mid");
  }

  @Test
  void open_emptyDirectory_isRefused() {
    assertRefused("no audio files in " + root, "found no files");
  }

  @Test
  void open_flatFolderOfUnknownNames_saysHowToArrangeThem() throws Exception {
    write(root.resolve("bark.wav"));
    assertRefused("1 audio file(s) but no label folders");
  }

  @Test
  void open_tooFewGroups_namesLabelCountAndMinimum() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("dog", "ann_nohash_0.wav", "ann_nohash_1.wav", "bob_nohash_0.wav");
    assertRefused("label \"dog\"", "only 2 group(s)", "at least 3");
  }

  @Test
  void open_oneLabel_isRefused() throws Exception {
    fill("dog", "a.wav", "b.wav", "c.wav");
    assertRefused(root + " has only one label, \"dog\"");
  }

  @Test
  void digest_dependsOnContentOnly() throws Exception {
    fill("cat", "a.wav", "b.wav", "c.wav");
    fill("dog", "d.wav", "e.wav", "f.wav");
    fill("noise", "g.wav", "h.wav", "i.wav");
    DataSet data = open();
    String digest = data.digest();
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(DataSet.of("x", reversed(data), data.warnings()).digest()).isEqualTo(digest);
    write(root.resolve("dog/d.wav"), new float[] {0.25f, -0.25f});
    assertThat(open().digest()).isNotEqualTo(digest);
  }

  private static List<LabeledClip> reversed(DataSet data) {
    List<LabeledClip> clips = new ArrayList<>(data.clips());
    Collections.reverse(clips);
    return clips;
  }

  private DataSet open() throws DataException {
    return DataSets.open(root.toString());
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  private static Set<String> groups(DataSet data, String label) {
    return data.clips(label).stream().map(LabeledClip::group).collect(Collectors.toSet());
  }

  private Path fill(String label, String... files) throws IOException {
    for (String file : files) {
      write(root.resolve(label).resolve(file));
    }
    return root.resolve(label);
  }

  private static void write(Path file) throws IOException {
    write(
        file,
        SoundSynthesiser.background(800, CounterRandom.of(1).at(file.getFileName().toString()))
            .samples());
  }

  private static void write(Path file, float[] samples) throws IOException {
    Files.createDirectories(file.getParent());
    WavWriter.write(file, new AudioClip(samples, 16_000));
  }
}
