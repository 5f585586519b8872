package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.WavWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data as they should not be: a right result, or one line that says what is wrong. */
class OddDataTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();

  @TempDir Path root;

  @Test
  void oneClipInALabel_isRefusedByName() throws Exception {
    TestAudioFiles.fill(root.resolve("cat"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("cow"), "1.wav");
    assertRefused("label \"cow\"", "only 1 group(s)", "at least 3");
  }

  @Test
  void labelsWithSpacesAndOtherAlphabets_areKeptAsTheyAre() throws Exception {
    List<String> labels =
        List.of("door  slam", "Türklingel", "птица", "犬の声", "صوت", "a'b \"c\"", "naïve");
    for (String label : labels) {
      TestAudioFiles.fill(root.resolve(label), "1.wav", "2.wav", "3.wav");
    }
    TreeSet<String> expected = new TreeSet<>(labels);
    expected.add("background");
    DataSet data = open();
    assertThat(data.labels()).containsExactlyElementsOf(expected);
    assertThat(Splits.of(data).clips(Split.TEST).stream().map(LabeledClip::label))
        .containsAll(expected);
  }

  /**
   * Names of an old archive: bytes that are no UTF-8, which look the same once they are decoded.
   */
  @Test
  void namesThatAreNoText_areLeftOutByName() throws Exception {
    TestAudioFiles.fill(root.resolve("cat"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("cow"), "1.wav", "2.wav", "3.wav");
    String copies = "cp 1.wav \"$(printf 'x\\351.wav')\" && cp 1.wav \"$(printf 'x\\350.wav')\"";
    Process copying =
        new ProcessBuilder("sh", "-c", copies)
            .directory(root.resolve("cow").toFile())
            .inheritIO()
            .start();
    assertThat(copying.waitFor()).isZero();

    DataSet data = open();
    assertThat(data.clips("cow")).hasSize(3);
    assertThat(data.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("no text", "cow/x"));
  }

  @Test
  void fileWithoutAName_isAGroupOfItsOwn() throws Exception {
    TestAudioFiles.fill(root.resolve("cat"), "1.wav", "2.wav", "3.wav", " .wav", "  .wav");
    TestAudioFiles.fill(root.resolve("cow"), "1.wav", "2.wav", "3.wav");
    assertThat(open().clips("cat")).extracting(LabeledClip::group).doesNotHaveDuplicates();
  }

  @Test
  void channelsThatCancelEachOther_areLeftOutByNameWithTheWayOut() throws Exception {
    TestAudioFiles.fill(root.resolve("cat"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("cow"), "1.wav", "2.wav", "3.wav");
    byte[] mono = Files.readAllBytes(root.resolve("cat/1.wav"));
    Files.write(root.resolve("cow/turned.wav"), turned(mono));

    DataSet data = open();

    assertThat(data.clips()).extracting(LabeledClip::name).doesNotContain("cow/turned.wav");
    assertThat(data.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith("left out " + root.resolve("cow/turned.wav"))
                    .contains("cancel each other", "save one of them as a mono file"));
  }

  /** Stereo whose right channel is the left one with its sign turned. */
  private static byte[] turned(byte[] mono) {
    ByteBuffer from = ByteBuffer.wrap(mono).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = mono.length - 44;
    ByteBuffer to = ByteBuffer.allocate(44 + 2 * bytes).order(ByteOrder.LITTLE_ENDIAN);
    to.put(mono, 0, 44).putInt(4, 36 + 2 * bytes).putShort(22, (short) 2);
    to.putInt(28, 2 * from.getInt(28)).putShort(32, (short) (2 * from.getShort(32)));
    to.putInt(40, 2 * bytes);
    for (int at = 44; at < mono.length; at += 2) {
      short sample = from.getShort(at);
      to.putShort(sample).putShort((short) -sample);
    }
    return to.array();
  }

  @Test
  void twoHundredLabels_areDividedSoThatEachIsTested() throws Exception {
    for (int label = 0; label < 200; label++) {
      TestAudioFiles.fill(
          root.resolve("kind %03d".formatted(label)),
          "s%d_nohash_0.wav".formatted(label % 7),
          "s%d_nohash_0.wav".formatted(7 + label % 11),
          "s%d_nohash_0.wav".formatted(18 + label % 13),
          "own%d_nohash_0.wav".formatted(label));
    }
    DataSet data = open();
    assertThat(data.labels()).hasSize(201);
    Splits splits = Splits.of(data);
    for (Split split : Split.values()) {
      assertThat(splits.clips(split).stream().map(LabeledClip::label).distinct()).hasSize(201);
    }
  }

  @Test
  void clipsOfOneSample_giveWholeWindows() throws Exception {
    for (String name : List.of("1.wav", "2.wav", "3.wav")) {
      TestAudioFiles.write(root.resolve("click").resolve(name), new float[] {0.5f});
      TestAudioFiles.write(root.resolve("noise").resolve(name), new float[] {0.1f});
    }
    TestAudioFiles.fill(root.resolve("dog"), "1.wav", "2.wav", "3.wav");
    assertWindows(open());
  }

  @Test
  void clipOfTenMinutes_givesAllItsWindows() throws Exception {
    CounterRandom random = CounterRandom.of(1);
    float[] tenMinutes = new float[600 * 2_000];
    for (int i = 0; i < tenMinutes.length; i++) {
      tenMinutes[i] = (float) random.nextDouble(-0.1, 0.1);
    }
    Files.createDirectories(root.resolve("rain"));
    WavWriter.write(root.resolve("rain/1.wav"), new AudioClip(tenMinutes, 2_000));
    TestAudioFiles.fill(root.resolve("rain"), "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("dog"), "1.wav", "2.wav", "3.wav");
    DataSet data = open();
    WindowSampler sampler = new WindowSampler(Splits.of(data), FRONT_END);
    LabeledClip rain =
        data.clips("rain").stream().filter(c -> c.name().endsWith("1.wav")).findFirst().get();
    assertThat(sampler.trainingWindow(rain, 1, 0, 0)).hasSize(16_000);
    assertThat(sampler.evaluationWindows(rain)).hasSize(1 + (9_600_000 - 16_000) / 7_680);
  }

  /** Read, it would be gigabytes: an hour of 44.1 kHz in stereo, whose file has a hole here. */
  @Test
  void recordingOfAnHour_isLeftOutByName() throws Exception {
    TestAudioFiles.fill(root.resolve("cat"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("dog"), "1.wav", "2.wav", "3.wav");
    int bytes = 3_600 * 44_100 * 4;
    ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    header.putShort((short) 1).putShort((short) 2).putInt(44_100).putInt(4 * 44_100);
    header.putShort((short) 4).putShort((short) 16);
    header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    try (RandomAccessFile hour =
        new RandomAccessFile(root.resolve("dog/hour.wav").toFile(), "rw")) {
      hour.write(header.array());
      hour.setLength(44L + bytes);
    }
    assertThat(open().warnings())
        .singleElement()
        .asString()
        .startsWith("left out " + root.resolve("dog/hour.wav"))
        .contains("longer than a clip may be", "17 at 44.1 kHz in stereo");
  }

  /** Neither of these can be learned from, and a search must not find that out at its end. */
  @Test
  void clipsAtARateThatCannotBeConverted_areNamedBeforeAnyWork() throws Exception {
    TestAudioFiles.fill(root.resolve("cat"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("dog"), "1.wav", "2.wav", "3.wav");
    for (int rateHz : new int[] {1, 15_991}) {
      WavWriter.write(
          root.resolve("dog/slow.wav"), new AudioClip(new float[] {0.1f, 0.2f, 0.3f}, rateHz));
      DataSet data = open();
      assertThatThrownBy(() -> data.requireRates(16_000))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("1 clip(s) have rates from which 16000 Hz cannot be made")
          .hasMessageContaining("dog/slow.wav at %d Hz is one".formatted(rateHz))
          .hasMessageNotContaining("\n");
      assertThat(DataDescription.of(Splits.of(data), done -> {}).unusableFor(16_000))
          .containsExactly(java.util.Map.entry(rateHz, 1));
    }
    Files.delete(root.resolve("dog/slow.wav"));
    open().requireRates(16_000);
    // The synthetic background beside them is at 16 kHz.
    assertThatThrownBy(() -> open().requireRates(15_991))
        .hasMessageContaining("at 16000 Hz is one");
  }

  @Test
  void nanSamples_areLeftOut_andRefusedWhereNothingElseIsThere() throws Exception {
    TestAudioFiles.fill(root.resolve("cat"), "1.wav", "2.wav", "3.wav");
    TestAudioFiles.fill(root.resolve("dog"), "1.wav", "2.wav", "3.wav");
    writeNan(root.resolve("dog/4.wav"));
    assertThat(open().warnings())
        .singleElement()
        .asString()
        .contains("4.wav", "sample 1 is NaN")
        .doesNotContain("\n");
    writeNan(root.resolve("cow/1.wav"));
    assertRefused("label \"cow\"", "none of its 1", "NaN");
  }

  @Test
  void silentData_areRefused() throws Exception {
    for (float level : new float[] {0, 0.25f}) {
      for (String label : List.of("cat", "dog")) {
        for (String name : List.of("1.wav", "2.wav", "3.wav")) {
          float[] constant = new float[500];
          Arrays.fill(constant, level);
          TestAudioFiles.write(root.resolve(label).resolve(name), constant);
        }
      }
      assertRefused("label \"cat\"", "none of its 3", "every sample is", "nothing sounds");
    }
  }

  /** Order is an accident of how files are listed; draws are by label. */
  @Test
  void sortedByLabel_orNot_isTheSameSet() throws Exception {
    for (String label : List.of("a", "b", "c")) {
      TestAudioFiles.fill(root.resolve(label), "1.wav", "2.wav", "3.wav", "4.wav", "5.wav");
    }
    List<String> rows = new ArrayList<>();
    for (String label : List.of("a", "b", "c")) {
      for (int i = 1; i <= 5; i++) {
        rows.add("%s/%d.wav,%s".formatted(label, i, label));
      }
    }
    DataSet sorted = table("sorted.csv", rows);
    java.util.Collections.shuffle(rows, new java.util.Random(4));
    DataSet mixed = table("mixed.csv", rows);
    assertThat(mixed.digest()).isEqualTo(sorted.digest());
    assertThat(Splits.of(mixed).assignment()).isEqualTo(Splits.of(sorted).assignment());
    for (Split split : Split.values()) {
      assertThat(Splits.of(mixed).clips(split).stream().map(LabeledClip::label).distinct())
          .hasSize(4);
    }
  }

  private DataSet table(String name, List<String> rows) throws Exception {
    List<String> lines = new ArrayList<>(List.of("path,label"));
    lines.addAll(rows);
    return DataSets.open(Files.write(root.resolve(name), lines).toString());
  }

  private static void assertWindows(DataSet data) throws Exception {
    Augmentation everything =
        new Augmentation(
            10, 0.03, 3, 35, 0.2, 0.3, 0.2, 0.5, new RandomFilter(6), new FeatureMasks(1, 4, 1, 4));
    WindowSampler sampler = new WindowSampler(Splits.of(data), FRONT_END, everything);
    for (LabeledClip clip : data.clips()) {
      float[] training = sampler.trainingWindow(clip, 1, 0, 0);
      float[] evaluation = sampler.evaluationWindows(clip).get(0);
      assertThat(training).hasSize(16_000);
      for (int i = 0; i < training.length; i++) {
        assertThat(Float.isFinite(training[i]) && Float.isFinite(evaluation[i])).isTrue();
      }
    }
  }

  /** Four float samples, the second of them NaN. */
  private static void writeNan(Path file) throws IOException {
    ByteBuffer wav = ByteBuffer.allocate(44 + 16).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes("US-ASCII")).putInt(36 + 16).put("WAVEfmt ".getBytes("US-ASCII"));
    wav.putInt(16).putShort((short) 3).putShort((short) 1).putInt(16_000).putInt(64_000);
    wav.putShort((short) 4).putShort((short) 32).put("data".getBytes("US-ASCII")).putInt(16);
    wav.putFloat(0.1f).putFloat(Float.NaN).putFloat(0.2f).putFloat(0.3f);
    Files.createDirectories(file.getParent());
    Files.write(file, wav.array());
  }

  private DataSet open() throws DataException {
    return DataSets.open(root.toString());
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }
}
