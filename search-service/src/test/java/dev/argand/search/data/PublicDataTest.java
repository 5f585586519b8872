package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.FrontEnd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Public recordings beside the project, where they are there: {@code ../shared/data}. */
class PublicDataTest {
  @Test
  void open_speechCommands_hasTwelveClassesBySpeaker() throws Exception {
    Path folder = folder("speech-commands");
    if (absent(folder)) {
      return;
    }
    DataSet data = DataSets.open(folder.toString());
    assertThat(data.labels()).hasSize(12).contains("background", "unknown", "yes");
    assertThat(data.warnings()).isEmpty();
    Splits splits = Splits.of(data);
    double share = (double) splits.clips(Split.TRAIN).size() / data.clips().size();
    assertThat(share).isBetween(0.5, 0.7);
  }

  @Test
  void open_fsdd_hasTenDigitsOfFiveSpeakers() throws Exception {
    Path folder = folder("fsdd");
    if (absent(folder)) {
      return;
    }
    DataSet data = DataSets.open(folder.toString());
    assertThat(data.labels()).hasSize(11);
    Set<String> speakers =
        data.clips("7").stream().map(LabeledClip::group).collect(Collectors.toSet());
    assertThat(speakers).hasSize(5);
    LabeledClip clip = data.clips("7").get(0);
    WindowSampler sampler = new WindowSampler(Splits.of(data), FrontEnd.oneSecond());
    assertThat(clip.audio().load().sampleRateHz()).isEqualTo(8_000);
    assertThat(sampler.evaluationWindows(clip).get(0)).hasSize(16_000);
  }

  @Test
  void open_esc10_hasTenClassesByRecording() throws Exception {
    Path folder = folder("esc10");
    if (absent(folder)) {
      return;
    }
    DataSet data = DataSets.open(folder.toString());
    assertThat(data.labels()).hasSize(11).contains("dog_bark", "sea_waves");
    assertThat(data.warnings()).isEmpty();
    assertThat(data.clips("rain")).hasSize(32);
    LabeledClip clip = data.clips("rooster").get(0);
    assertThat(clip.audio().load().sampleRateHz()).isEqualTo(44_100);
    assertThat(clip.audio().load().seconds()).isBetween(4.9, 5.1);
    // Takes of one recording are never divided.
    assertThat(data.clips("dog_bark").stream().map(LabeledClip::group).distinct().count())
        .isBetween(10L, 32L);
  }

  private static Path folder(String name) {
    return Path.of("../../shared/data").resolve(name).toAbsolutePath().normalize();
  }

  private static boolean absent(Path folder) {
    boolean absent = !Files.isDirectory(folder);
    if (absent) {
      System.err.printf("%n*** NOT TESTED: no public recordings at %s ***%n%n", folder);
    }
    return absent;
  }
}
