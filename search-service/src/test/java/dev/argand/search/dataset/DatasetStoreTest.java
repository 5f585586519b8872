package dev.argand.search.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.bundle.Provenance;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetStoreTest {
  private static final int RATE = 16_000;

  @TempDir Path folder;

  private String base;
  private ClipStore clips;
  private DatasetStore store;

  /** Avro makes records of a package only once their codec has said that it may. */
  @BeforeAll
  static void trustRecords() {
    assertThat(AvroCodec.of(ClipCut.class)).isNotNull();
  }

  @BeforeEach
  void make() throws Exception {
    Path data = folder.resolve("base");
    for (String label : List.of("bell", "background")) {
      for (int i = 0; i < 6; i++) {
        Path file = data.resolve(label).resolve(label + "-" + i + ".wav");
        Files.createDirectories(file.getParent());
        Files.write(file, wav(label, i));
      }
    }
    base = data.toString();
    clips = new ClipStore(folder.resolve("clips"));
    store = new DatasetStore(folder.resolve("datasets"));
  }

  @Test
  void freeze_newLabelFromFourSources_isInEverySplitAndTheBaseStays() throws Exception {
    FrozenDataset frozen = store.freeze(base, cuts("horn", 4, "2026-03-04"), clips);

    assertThat(frozen.leftOut()).isEmpty();
    assertThat(frozen.data().labels()).containsExactly("background", "bell", "horn");
    assertThat(splitsOf(frozen.splits(), "horn")).isEqualTo(EnumSet.allOf(Split.class));
    assertThat(frozen.splits().assignment())
        .containsAllEntriesOf(Splits.of(DataSets.open(base)).assignment());
    DataSet opened = DataSets.open(frozen.spec());
    assertThat(opened.clips("horn")).hasSize(8);
    assertThat(DataSets.splits(frozen.spec(), opened).assignment())
        .isEqualTo(frozen.splits().assignment());
    assertThat(DataSets.digest(frozen.spec(), opened)).isEqualTo(frozen.digest());
    LabeledClip clip = opened.clips("horn").get(0);
    assertThat(clip.audio().load().sampleRateHz()).isEqualTo(RATE);
  }

  @Test
  void freeze_anyOrderAndAnotherTime_hasTheSameDigest() throws Exception {
    List<ClipCut> cuts = cuts("horn", 5, "2026-03-04");
    String digest = store.freeze(base, cuts, clips).digest();
    List<ClipCut> shuffled = new ArrayList<>(cuts);
    Collections.shuffle(shuffled, new Random(3));
    assertThat(store.freeze(base, shuffled, clips).digest()).isEqualTo(digest);
    assertThat(new DatasetStore(folder.resolve("datasets")).freeze(base, cuts, clips).digest())
        .isEqualTo(digest);
    assertThat(store.freeze(base, cuts.subList(0, 8), clips).digest()).isNotEqualTo(digest);
  }

  @Test
  void freeze_groupsKeepTheirSplitForEver() throws Exception {
    FrozenDataset before = store.freeze(base, cuts("horn", 4, "2026-03-04"), clips);
    List<ClipCut> more = cuts("horn", 4, "2026-03-04");
    for (int day = 5; day < 30; day++) {
      more.addAll(cuts("horn", 4, "2026-03-%02d".formatted(day)));
    }
    FrozenDataset after = new DatasetStore(folder.resolve("datasets")).freeze(base, more, clips);
    assertThat(after.splits().assignment()).containsAllEntriesOf(before.splits().assignment());
    assertThat(DataSets.splits(before.spec(), DataSets.open(before.spec())).assignment())
        .isEqualTo(before.splits().assignment());
  }

  @Test
  void freeze_tooFewGroups_waitsAndIsNamed() throws Exception {
    List<ClipCut> cuts = cuts("horn", 2, "2026-03-04");
    cuts.addAll(cuts("bell", 1, "2026-03-05"));
    FrozenDataset frozen = store.freeze(base, cuts, clips);
    assertThat(frozen.data().labels()).containsExactly("background", "bell");
    assertThat(frozen.data().clips("bell")).hasSize(6 + 2);
    assertThat(frozen.leftOut())
        .singleElement()
        .asString()
        .contains("\"horn\"", "2 group(s)", "waits for more");
    // What is left out is not assigned: with a third group all three are divided.
    assertThat(store.freeze(base, cuts("horn", 3, "2026-03-04"), clips).leftOut()).isEmpty();
  }

  @Test
  void freeze_groupsThatAreAssignedWrongly_leaveTheLabelOut() throws Exception {
    Files.writeString(
        folder.resolve("datasets/groups.json"),
        "{\"source-0/2026-03-04\":\"TRAIN\",\"source-1/2026-03-04\":\"TRAIN\","
            + "\"source-2/2026-03-04\":\"TRAIN\"}");
    List<ClipCut> cuts = cuts("horn", 3, "2026-03-04");
    cuts.addAll(cuts("whistle", 4, "2026-03-06"));
    FrozenDataset frozen = store.freeze(base, cuts, clips);
    assertThat(frozen.data().labels()).contains("whistle").doesNotContain("horn");
    assertThat(frozen.leftOut()).singleElement().asString().contains("\"horn\"");
  }

  @Test
  void freeze_clipsThatAreNoUse_areLeftOutByName() throws Exception {
    List<ClipCut> cuts = cuts("horn", 4, "2026-03-04");
    Files.delete(clips.path(cuts.get(0).getSha256()));
    cuts.add(cut("quiet", "horn", 0, "2026-03-04", clips.put(wav(new float[100]))));
    FrozenDataset frozen = store.freeze(base, cuts, clips);
    assertThat(frozen.leftOut())
        .hasSize(2)
        .anyMatch(line -> line.contains("is gone"))
        .anyMatch(line -> line.contains("every sample is zero"));
    assertThat(frozen.data().clips("horn")).hasSize(7);
  }

  @Test
  void freeze_sameAudioLabelledTwice_theLaterLabelCounts() throws Exception {
    List<ClipCut> cuts = cuts("horn", 4, "2026-03-04");
    ClipCut changed =
        ClipCut.newBuilder(cuts.get(0))
            .setLabelId("changed")
            .setLabel("bell")
            .setLabelledAtMicros(99)
            .build();
    cuts.add(0, changed);
    FrozenDataset frozen = store.freeze(base, cuts, clips);
    assertThat(frozen.data().clips("horn")).hasSize(7);
    assertThat(frozen.data().clips("bell")).hasSize(7);
  }

  @Test
  void open_tamperedClip_isRefusedWithOneLine() throws Exception {
    List<ClipCut> cuts = cuts("horn", 4, "2026-03-04");
    FrozenDataset frozen = store.freeze(base, cuts, clips);
    Path clip = clips.path(cuts.get(3).getSha256());
    byte[] bytes = Files.readAllBytes(clip);
    bytes[50]++;
    Files.write(clip, bytes);
    refusesToOpen(frozen, "was changed");
    Files.delete(clip);
    refusesToOpen(frozen, "is gone");
  }

  @Test
  void open_tamperedManifestOrBase_isRefusedWithOneLine() throws Exception {
    FrozenDataset frozen = store.freeze(base, cuts("horn", 4, "2026-03-04"), clips);
    Files.write(Path.of(base).resolve("bell/bell-0.wav"), wav("other", 77));
    assertThatThrownBy(() -> DataSets.digest(frozen.spec(), DataSets.open(frozen.spec())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("base set");
    String text = Files.readString(frozen.file());
    Files.writeString(frozen.file(), text.replaceFirst("TRAIN", "TEST"));
    refusesToOpen(frozen, "changed or renamed");
  }

  @Test
  void leakCheck_plantedLeak_isRefusedByName() throws Exception {
    FrozenDataset frozen = store.freeze(base, cuts("horn", 4, "2026-03-04"), clips);
    List<LabeledClip> learned = new ArrayList<>(frozen.splits().clips(Split.TRAIN));
    learned.addAll(frozen.splits().clips(Split.VALIDATION));
    store.leakCheck().require(provenance(frozen, LearnedGroups.text(learned)));

    LabeledClip planted = frozen.splits().clips(Split.TEST).get(0);
    learned.add(planted);
    assertThatThrownBy(
            () -> store.leakCheck().require(provenance(frozen, LearnedGroups.text(learned))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(planted.group());
    assertThatThrownBy(() -> store.leakCheck().require(provenance(frozen, "")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(LearnedGroups.KEY);
  }

  /** A group that was tested on stays so, however another set with it is divided. */
  @Test
  void leakCheck_groupThatTheLedgerTestsOn_isRefusedInAnySet() throws Exception {
    FrozenDataset frozen = store.freeze(base, cuts("horn", 4, "2026-03-04"), clips);
    String tested =
        frozen.splits().assignment().entrySet().stream()
            .filter(one -> one.getValue() == Split.TEST && one.getKey().contains("2026-03-04"))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    DataSet own = frozen.data();
    Splits divided = Splits.of(own, Map.of(tested, Split.TRAIN));
    assertThat(divided.of(tested)).isEqualTo(Split.TRAIN);
    assertThatThrownBy(() -> store.leakCheck().require(tested::equals, divided))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(tested);
  }

  private void refusesToOpen(FrozenDataset frozen, String why) {
    assertThatThrownBy(() -> DataSets.open(frozen.spec()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }

  private static Provenance provenance(FrozenDataset frozen, String learned) {
    return new Provenance(
        "run",
        frozen.data().name(),
        frozen.digest(),
        1,
        "cpu",
        "force-darts",
        Map.of(LearnedGroups.KEY, learned),
        "unknown",
        null,
        Instant.EPOCH);
  }

  private static Set<Split> splitsOf(Splits splits, String label) {
    return splits.data().clips(label).stream()
        .map(clip -> splits.of(clip.group()))
        .collect(Collectors.toSet());
  }

  /** Two clips a source of one day. */
  private List<ClipCut> cuts(String label, int sources, String day) throws IOException {
    List<ClipCut> cuts = new ArrayList<>();
    for (int source = 0; source < sources; source++) {
      for (int take = 0; take < 2; take++) {
        String sha256 = clips.put(wav(label + day, 10 * source + take));
        cuts.add(cut(label + day + source + take, label, source, day, sha256));
      }
    }
    return cuts;
  }

  private static ClipCut cut(String id, String label, int source, String day, String sha256) {
    return ClipCut.newBuilder()
        .setLabelId(id)
        .setSourceId("source-" + source)
        .setSessionId("s1")
        .setFirstSampleIndex(0)
        .setEndSampleIndex(100)
        .setSampleRateHz(RATE)
        .setStartTimeMicros(0)
        .setLabel(label)
        .setGroup("source-" + source + "/" + day)
        .setSha256(sha256)
        .setLabelledAtMicros(1)
        .build();
  }

  private static byte[] wav(String name, int seed) {
    float[] samples = new float[800];
    CounterRandom random = CounterRandom.of(seed).at(name);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat(-0.5f, 0.5f);
    }
    return wav(samples);
  }

  private static byte[] wav(float[] samples) {
    return WavWriter.bytes(new AudioClip(samples, RATE));
  }
}
