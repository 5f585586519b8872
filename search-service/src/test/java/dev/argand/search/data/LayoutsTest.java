package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public data sets as they are distributed, and named sets. */
class LayoutsTest {
  @TempDir Path root;

  @Test
  void audioMnist_labelIsTheDigitAndGroupTheSpeaker() throws Exception {
    for (String speaker : List.of("01", "02", "13")) {
      for (String digit : List.of("0", "1")) {
        TestAudioFiles.write(
            root.resolve("data/%s/%s_%s_4.wav".formatted(speaker, digit, speaker)));
      }
    }
    Files.writeString(root.resolve("data/audioMNIST_meta.txt"), "{}");
    DataSet data = open();
    assertThat(data.labels()).containsExactly("0", "1", "background");
    assertThat(groups(data, "1")).containsExactlyInAnyOrder("01", "02", "13");
  }

  @Test
  void esc50_labelIsTheCategoryAndGroupTheRecording() throws Exception {
    StringBuilder table = new StringBuilder("filename,fold,target,category,esc10,src_file,take\n");
    for (int recording = 100; recording < 104; recording++) {
      for (int target = 0; target < 2; target++) {
        String name = "%d-%d-A-%d.wav".formatted(recording % 5 + 1, recording + target, target);
        TestAudioFiles.write(root.resolve("audio").resolve(name));
        table.append(name).append(",1,0,").append(target == 0 ? "dog" : "sea_waves");
        table.append(",True,").append(recording).append(",A\n");
      }
    }
    Files.createDirectory(root.resolve("meta"));
    Files.writeString(root.resolve("meta/esc50.csv"), table);
    DataSet data = open();
    assertThat(data.labels()).containsExactly("background", "dog", "sea_waves");
    assertThat(groups(data, "dog")).containsExactlyInAnyOrder("100", "101", "102", "103");
  }

  @Test
  void esc10_takesOfOneRecordingAreOneGroup() throws Exception {
    TestAudioFiles.fill(
        root.resolve("001 - Dog bark"), "1-7-A.wav", "1-7-B.wav", "2-8-A.wav", "3-9-A.wav");
    TestAudioFiles.fill(root.resolve("002 - Rain"), "1-4-A.wav", "2-5-A.wav", "5-6-A.wav");
    DataSet data = open();
    assertThat(data.labels()).containsExactly("Dog bark", "Rain", "background");
    assertThat(data.clips("Dog bark")).hasSize(4);
    assertThat(groups(data, "Dog bark")).containsExactlyInAnyOrder("7", "8", "9");
  }

  @Test
  void speechCommands_itsListsAreTheSplits() throws Exception {
    for (String word : List.of("yes", "no")) {
      TestAudioFiles.fill(
          root.resolve(word),
          "a_nohash_0.wav",
          "b_nohash_0.wav",
          "c_nohash_0.wav",
          "d_nohash_0.wav");
    }
    TestAudioFiles.fill(root.resolve("_background_noise_"), "tap.wav", "wind.wav", "cat.wav");
    Files.writeString(root.resolve("validation_list.txt"), "yes/b_nohash_0.wav\nno/b_nohash_0.wav");
    Files.writeString(root.resolve("testing_list.txt"), "yes/a_nohash_0.wav\nno/a_nohash_0.wav\n");
    Splits splits = Splits.of(open());
    assertThat(splits.of("a")).isEqualTo(Split.TEST);
    assertThat(splits.of("b")).isEqualTo(Split.VALIDATION);
    assertThat(splits.of("c")).isEqualTo(Split.TRAIN);
    assertThat(splits.of("d")).isEqualTo(Split.TRAIN);
  }

  /** A list says a name composed, a file system keeps it decomposed. */
  @Test
  void speechCommands_itsListsFindNamesHoweverTheirAccentsAreKept() throws Exception {
    for (String word : List.of("yes", "no")) {
      TestAudioFiles.fill(
          root.resolve(word), "Jose\u0301_nohash_0.wav", "b_nohash_0.wav", "c_nohash_0.wav");
    }
    TestAudioFiles.fill(root.resolve("_background_noise_"), "tap.wav", "wind.wav", "cat.wav");
    Files.writeString(root.resolve("validation_list.txt"), "yes/b_nohash_0.wav\nno/b_nohash_0.wav");
    Files.writeString(
        root.resolve("testing_list.txt"), "yes/Jos\u00E9_nohash_0.wav\nno/Jos\u00E9_nohash_0.wav");
    Splits splits = Splits.of(open());
    assertThat(splits.of("Jos\u00E9")).isEqualTo(Split.TEST);
    assertThat(splits.of("c")).isEqualTo(Split.TRAIN);
  }

  @Test
  void namedSets_stayAsNamed() throws Exception {
    for (String label : List.of("dog", "cat")) {
      // The same names in each set are other recordings.
      TestAudioFiles.fill(root.resolve("train").resolve(label), "1.wav", "2.wav");
      TestAudioFiles.fill(root.resolve("valid").resolve(label), "1.wav");
      TestAudioFiles.fill(root.resolve("test").resolve(label), "1.wav");
    }
    DataSet data = open();
    Splits splits = Splits.of(data);
    for (LabeledClip clip : data.clips("dog")) {
      Split expected =
          clip.name().startsWith("train")
              ? Split.TRAIN
              : clip.name().startsWith("valid") ? Split.VALIDATION : Split.TEST;
      assertThat(splits.of(clip.group())).isEqualTo(expected);
    }
    assertThat(data.digest()).isNotEqualTo(DataSet.of("x", data.clips(), List.of()).digest());
  }

  @Test
  void namedSets_foldersBesideThem_areNamed() throws Exception {
    for (String label : List.of("dog", "cat")) {
      TestAudioFiles.fill(root.resolve("train").resolve(label), "1.wav", "2.wav");
      TestAudioFiles.fill(root.resolve("valid").resolve(label), "1.wav");
      TestAudioFiles.fill(root.resolve("test").resolve(label), "1.wav");
    }
    Files.createDirectories(root.resolve("train/owl"));
    TestAudioFiles.fill(root.resolve("noise"), "1.wav");
    assertThat(open().warnings())
        .containsExactlyInAnyOrder(
            "1 folder(s) beside those of training and test are ignored, background too lies in"
                + " those: noise",
            "1 folder(s) without audio files of their own are ignored: train/owl");
  }

  @Test
  void namedSets_withoutValidation_takeItFromTraining() throws Exception {
    for (String label : List.of("dog", "cat")) {
      for (int i = 0; i < 20; i++) {
        TestAudioFiles.write(root.resolve("train/%s/%d.wav".formatted(label, i)));
      }
      TestAudioFiles.fill(root.resolve("test").resolve(label), "1.wav", "2.wav");
    }
    Splits splits = Splits.of(open());
    for (LabeledClip clip : splits.data().clips("cat")) {
      assertThat(splits.of(clip.group()) == Split.TEST).isEqualTo(clip.name().startsWith("test"));
    }
    assertThat(splits.clips(Split.VALIDATION).stream().filter(clip -> clip.label().equals("cat")))
        .hasSizeBetween(1, 10);
  }

  @Test
  void namedSets_speakerInTwo_isRefused() throws Exception {
    for (String set : List.of("train", "validation", "test")) {
      TestAudioFiles.fill(root.resolve(set).resolve("yes"), "ann_nohash_" + set.length() + ".wav");
      TestAudioFiles.fill(root.resolve(set).resolve("no"), set + "_nohash_0.wav");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("group \"ann\"")
        .hasMessageContaining("for test and for train");
  }

  @Test
  void namedSets_labelThatIsNeverTested_isRefusedByName() throws Exception {
    TestAudioFiles.fill(root.resolve("train/dog"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("train/cat"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("test/dog"), "1.wav");
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"cat\" has none for TEST");
  }

  private DataSet open() throws DataException {
    return DataSets.open(root.toString());
  }

  private static Set<String> groups(DataSet data, String label) {
    return data.clips(label).stream().map(LabeledClip::group).collect(Collectors.toSet());
  }
}
