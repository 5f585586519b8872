package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticDataTest {
  private static final SyntheticData TINY =
      new SyntheticData(List.of(SoundKind.BELL, SoundKind.WHISTLE), 4, 2, 9);

  @TempDir Path root;

  @Test
  void write_isADataSetByDevice_theSameEachTime() throws Exception {
    TINY.write(root.resolve("a"), done -> {});
    TINY.write(root.resolve("b"), done -> {});
    DataSet data = DataSets.open(root.resolve("a").toString());
    assertThat(data.labels()).containsExactly("background", "bell", "whistle");
    assertThat(data.clips()).hasSize(TINY.files());
    assertThat(data.clips("bell").stream().map(LabeledClip::group).distinct()).hasSize(4);
    assertThat(DataSets.open(root.resolve("b").toString()).digest()).isEqualTo(data.digest());
  }

  @Test
  void write_folderWithFiles_isRefused() throws Exception {
    Files.writeString(root.resolve("mine.txt"), "hello");
    assertThatThrownBy(() -> TINY.write(root, done -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("an empty or new folder was expected");
  }

  @Test
  void description_countsAndFindsAudioThatIsInTwoSplits() throws Exception {
    TINY.write(root, done -> {});
    Splits splits = Splits.of(DataSets.open(root.toString()));
    DataDescription whole = DataDescription.of(splits, done -> {});
    assertThat(whole.sharedAudio()).isEmpty();
    assertThat(whole.sampleRatesHz()).containsOnlyKeys(16_000);
    DataDescription.Row bell = whole.labels().get(1);
    assertThat(bell.label()).isEqualTo("bell");
    assertThat(bell.total()).isEqualTo(8);
    assertThat(bell.groups()).isEqualTo(4);
    assertThat(bell.of(Split.TEST)).isEqualTo(2);
    assertThat(bell.seconds()).isBetween(8 * 0.3, 8 * 0.8);

    // Planted: a bell that is tested on lies among a training device's bells, too.
    Path tested = clip(splits, Split.TEST);
    String device = clip(splits, Split.TRAIN).getFileName().toString().replaceAll("_.*", "");
    Files.copy(tested, tested.resolveSibling(device + "_nohash_9.wav"));
    Splits planted = Splits.of(DataSets.open(root.toString()));
    assertThat(DataDescription.of(planted, done -> {}).sharedAudio())
        .containsExactlyInAnyOrder(
            "bell/" + device + "_nohash_9.wav", "bell/" + tested.getFileName());
  }

  private Path clip(Splits splits, Split split) {
    return splits.clips(split).stream()
        .filter(clip -> clip.label().equals("bell"))
        .map(clip -> root.resolve(clip.name()))
        .findFirst()
        .orElseThrow();
  }
}
