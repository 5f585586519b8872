package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioClip;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BundledDataTest {
  @Test
  void wordsResource_size_isUnderSixMegabytes() throws IOException {
    try (InputStream resource =
        Objects.requireNonNull(BundledData.class.getResourceAsStream("words-v1.zip"))) {
      assertThat(resource.readAllBytes().length).isLessThan(6_000_000);
    }
  }

  @Test
  void words_everyLabel_hasTwoTakesOfEveryVoice() {
    Map<String, Map<String, Long>> takes =
        BundledData.words().stream()
            .collect(
                Collectors.groupingBy(
                    LabeledClip::label,
                    Collectors.groupingBy(LabeledClip::group, Collectors.counting())));
    assertThat(takes).hasSize(10);
    assertThat(takes.values())
        .allSatisfy(
            voices -> {
              assertThat(voices).hasSizeGreaterThanOrEqualTo(24);
              assertThat(voices.values()).containsOnly(2L);
            });
  }

  @Test
  void words_everyClip_isShortAudibleSpeechAt16kHz() throws IOException {
    for (LabeledClip clip : BundledData.words()) {
      AudioClip audio = clip.audio().load();
      assertThat(audio.sampleRateHz()).isEqualTo(16_000);
      assertThat(audio.seconds()).as(clip.name()).isBetween(0.15, 0.8);
      assertThat(Loudness.active(audio.samples(), 16_000)).as(clip.name()).isGreaterThan(0.02);
    }
  }

  @Test
  void open_bundled_hasEightEventsTenWordsAndBackground() throws Exception {
    DataSet data = DataSets.open("bundled");
    assertThat(data.labels()).hasSize(19).contains("siren", "seven", "background").isSorted();
    assertThat(data.backgroundLabel()).isEqualTo("background");
    assertThat(data.warnings()).isEmpty();
    Splits splits = Splits.of(data);
    for (Split split : Split.values()) {
      Map<String, Long> clips =
          splits.clips(split).stream()
              .collect(Collectors.groupingBy(LabeledClip::label, Collectors.counting()));
      assertThat(clips.keySet()).containsExactlyInAnyOrderElementsOf(data.labels());
      assertThat(clips.values()).allMatch(count -> count >= 8);
    }
  }

  @Test
  void open_partsOfBundled_areDisjointButForBackground() throws Exception {
    Set<String> events = Set.copyOf(DataSets.open("bundled:events").labels());
    Set<String> words = Set.copyOf(DataSets.open("bundled:words").labels());
    assertThat(events).hasSize(9);
    assertThat(words).hasSize(11);
    assertThat(events.stream().filter(words::contains)).containsExactly("background");
  }

  @Test
  void open_unknownPart_saysWhatExists() {
    assertThatThrownBy(() -> DataSets.open("bundled:birds"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "no data set \"bundled:birds\"; expected bundled, bundled:events, bundled:words, a directory or dataset:FILE");
  }

  @Test
  void load_eventTwice_givesTheSameSamples() throws IOException {
    LabeledClip clip = DataSets.events(SoundKind.WHISTLE).get(3);
    assertThat(clip.audio().load().samples()).isEqualTo(clip.audio().load().samples());
  }
}
