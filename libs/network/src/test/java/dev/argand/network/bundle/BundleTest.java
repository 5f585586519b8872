package dev.argand.network.bundle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.bundle.ModelFormatException.Reason;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  @TempDir private Path folder;
  private Path file;
  private String digest;

  @BeforeEach
  void writeOne() throws IOException {
    file = folder.resolve("model.argand");
    digest = TinyBundle.write(file);
  }

  @Test
  void read_whatWasWritten_givesTheSame() throws Exception {
    Bundle bundle = Bundle.read(file);
    assertThat(bundle.digest()).isEqualTo(digest).isEqualTo(bundle.manifest().digest());
    assertThat(bundle.file()).isEqualTo(file);
    assertThat(bundle.weights()).isEqualTo(TinyBundle.weights());
    assertThat(bundle.golden()).isEqualTo(TinyBundle.golden());
    assertThat(bundle.manifest().network()).isEqualTo(TinyBundle.network());
    assertThat(bundle.manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(bundle.entry(Bundle.ARCHITECTURE))
        .contains("<svg/>".getBytes(StandardCharsets.UTF_8));
    assertThat(bundle.entry("model.onnx")).isEmpty();
    assertThat(bundle.manifest().entries().keySet())
        .containsExactly(Bundle.ARCHITECTURE, Bundle.GOLDEN, Bundle.WEIGHTS);
  }

  @Test
  void write_twice_givesTheSameBytes() throws Exception {
    Path again = folder.resolve("again.argand");
    assertThat(TinyBundle.write(again)).isEqualTo(digest);
    assertThat(again).hasSameBinaryContentAs(file);
    try (var files = Files.list(folder)) {
      assertThat(files).as("nothing is left aside").hasSize(2);
    }
  }

  @Test
  void write_isAPlainZipFileWithStoredEntries() throws Exception {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      assertThat(entries).extracting(ZipEntry::getMethod).containsOnly(ZipEntry.STORED);
      assertThat(entries)
          .extracting(ZipEntry::getName)
          .containsExactly(Bundle.ARCHITECTURE, Bundle.GOLDEN, Bundle.MANIFEST, Bundle.WEIGHTS);
      byte[] json = zip.getInputStream(zip.getEntry(Bundle.MANIFEST)).readAllBytes();
      assertThat(Sha256.of(json)).isEqualTo(digest);
      assertThat(entries.get(0).getTimeLocal()).isEqualTo("1980-01-01T00:00:00");
    }
  }

  @Test
  void write_inputsThatDoNotFit_areRefusedAndLeaveNothing() {
    Path target = folder.resolve("bad.argand");
    Map<String, Tensor> broken = new HashMap<>(TinyBundle.weights());
    broken.put("stem.conv.weight", Tensor.of(new float[] {1, Float.NaN}, 2));
    Golden shortGolden = new Golden(new float[][] {{0}}, new float[][] {{0.5f, 0.5f, 0}});
    Map<String, byte[]> clash = Map.of(Bundle.WEIGHTS, new byte[0]);
    assertArgument(() -> write(target, broken, TinyBundle.golden(), Map.of()), "value 1 was NaN");
    assertArgument(
        () -> write(target, Map.of(), TinyBundle.golden(), Map.of()), "must have weights");
    assertArgument(
        () -> write(target, TinyBundle.weights(), shortGolden, Map.of()), "windows of 144 samples");
    assertArgument(
        () -> write(target, TinyBundle.weights(), TinyBundle.golden(), clash), "must not be named");
    assertArgument(
        () -> write(target, TinyBundle.weights(), TinyBundle.golden(), Map.of("a/b", new byte[0])),
        "plain file names");
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void write_nameOfAnotherDigest_isRefused() {
    Path other = folder.resolve("a".repeat(64) + Bundle.SUFFIX);
    assertThatThrownBy(() -> TinyBundle.write(other)).hasMessageContaining("as the file is named");
    assertThatThrownBy(() -> TinyBundle.write(folder.resolve("none/x.argand")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("its folder does not exist");
  }

  @Test
  void read_anyByteChanged_isRefused() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    CounterRandom random = CounterRandom.of(1);
    int directory = bytes.length - 272;
    for (int place = 0;
        place < bytes.length;
        place += place < directory ? 1 + random.nextInt(9) : 1) {
      int bit = random.nextInt(8);
      byte[] changed = bytes.clone();
      changed[place] ^= (byte) (1 << bit);
      Path copy = Files.write(folder.resolve("changed.argand"), changed);
      assertThatThrownBy(() -> Bundle.read(copy))
          .as("bit %d of byte %d", bit, place)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("changed.argand");
    }
  }

  @Test
  void read_truncatedOrLengthened_isRefused() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length += length < 100 ? 1 : 37) {
      assertRefused(Arrays.copyOf(bytes, length), Reason.NOT_A_BUNDLE, "file ");
    }
    assertRefused(Arrays.copyOf(bytes, bytes.length - 1), Reason.NOT_A_BUNDLE, "truncated");
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), Reason.NOT_A_BUNDLE, "longer");
  }

  @Test
  void read_otherFiles_areRefused() throws Exception {
    byte[] noise = new byte[5000];
    CounterRandom.of(7).nextBytes(noise);
    assertRefused(noise, Reason.NOT_A_BUNDLE, "zip file");
    assertRefused(
        "dear diary".repeat(50).getBytes(StandardCharsets.UTF_8), Reason.NOT_A_BUNDLE, "");
    assertThatThrownBy(() -> Bundle.read(folder.resolve("none.argand")))
        .hasMessageContaining("UNREADABLE: there is no such file");
    assertThatThrownBy(() -> Bundle.read(folder)).isInstanceOf(ModelFormatException.class);
  }

  @Test
  void read_repackedZip_isRefused() throws Exception {
    Path repacked = folder.resolve("repacked.argand");
    try (ZipFile zip = new ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(repacked))) {
      for (ZipEntry entry : zip.stream().toList()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        zip.getInputStream(entry).transferTo(out);
      }
    }
    assertThatThrownBy(() -> Bundle.read(repacked)).hasMessageContaining("NOT_A_BUNDLE");
  }

  @Test
  void read_underTheNameOfAnotherDigest_isRefusedWithBoth() throws Exception {
    String other = "b".repeat(64);
    for (String name : List.of(other, other + Bundle.SUFFIX)) {
      Path renamed = Files.copy(file, folder.resolve(name));
      assertThatThrownBy(() -> Bundle.read(renamed))
          .hasMessageContaining("DIGEST")
          .hasMessageContaining(other)
          .hasMessageContaining(digest);
    }
    Path own = Files.copy(file, folder.resolve(digest + Bundle.SUFFIX));
    assertThat(Bundle.read(own).digest()).isEqualTo(digest);
  }

  @Test
  void read_entriesThatTheManifestDoesNotList_areRefused() throws Exception {
    SortedMap<String, byte[]> entries = entries();
    entries.put("extra.txt", new byte[3]);
    assertRefused(zip(entries), Reason.ENTRY_UNLISTED, "[extra.txt]");
  }

  @Test
  void read_missingEntries_areRefusedByName() throws Exception {
    for (String name :
        List.of(Bundle.MANIFEST, Bundle.WEIGHTS, Bundle.GOLDEN, Bundle.ARCHITECTURE)) {
      SortedMap<String, byte[]> entries = entries();
      entries.remove(name);
      assertRefused(zip(entries), Reason.ENTRY_MISSING, "'" + name + "'");
    }
  }

  @Test
  void read_manifestThatListsNoGolden_isRefused() throws Exception {
    SortedMap<String, byte[]> entries = entries();
    entries.remove(Bundle.GOLDEN);
    assertRefused(resigned(entries, TinyBundle.draft()), Reason.ENTRY_MISSING, Bundle.GOLDEN);
  }

  @Test
  void read_otherBytesInAnEntry_areRefused() throws Exception {
    SortedMap<String, byte[]> entries = entries();
    entries.put(Bundle.ARCHITECTURE, "<svg />".getBytes(StandardCharsets.UTF_8));
    assertRefused(zip(entries), Reason.ENTRY_DIGEST, "'architecture.svg' must have SHA-256");
  }

  @Test
  void read_permutedLabelsInAManifestThatIsSignedAnew_areRefused() throws Exception {
    ManifestDraft tiny = TinyBundle.draft();
    ManifestDraft permuted =
        new ManifestDraft(
            List.of("background", "grüße", "dog bark"),
            "background",
            tiny.thresholds(),
            tiny.frontEnd(),
            tiny.network(),
            tiny.metrics(),
            tiny.provenance(),
            tiny.goldenTolerance(),
            tiny.parameters());
    assertRefused(resigned(entries(), permuted), Reason.LABELS, "metadata 'labels' must be");
  }

  @Test
  void read_otherFrontEndInAManifestThatIsSignedAnew_isRefused() throws Exception {
    ManifestDraft tiny = TinyBundle.draft();
    FrontEnd other = new FrontEnd(8_000, 144, 64, 32, 16, 8, 100, 3_999, 10);
    ManifestDraft changed =
        new ManifestDraft(
            tiny.labels(),
            tiny.backgroundLabel(),
            tiny.thresholds(),
            other,
            tiny.network(),
            tiny.metrics(),
            tiny.provenance(),
            tiny.goldenTolerance(),
            tiny.parameters());
    assertRefused(resigned(entries(), changed), Reason.GOLDEN, "metadata 'frontEnd' must be");
  }

  @Test
  void read_weightsOrGoldenOfAnotherKindSignedAnew_areRefused() throws Exception {
    SortedMap<String, byte[]> swapped = entries();
    swapped.put(Bundle.GOLDEN, entries().get(Bundle.WEIGHTS));
    assertRefused(resigned(swapped, TinyBundle.draft()), Reason.GOLDEN, "argand-golden-v1");
    SortedMap<String, byte[]> noise = entries();
    noise.put(Bundle.GOLDEN, new byte[20]);
    assertRefused(resigned(noise, TinyBundle.draft()), Reason.GOLDEN, "safetensors");
    noise.put(Bundle.WEIGHTS, new byte[20]);
    assertRefused(resigned(noise, TinyBundle.draft()), Reason.WEIGHTS, "safetensors");
  }

  @Test
  void read_weightsThatAreNotFiniteSignedAnew_areRefused() throws Exception {
    SortedMap<String, byte[]> entries = entries();
    Safetensors weights = Safetensors.parse(requireNonNull(entries.get(Bundle.WEIGHTS)));
    Map<String, Tensor> infinite =
        Map.of("a", Tensor.of(new float[] {0, Float.NEGATIVE_INFINITY}, 2));
    entries.put(Bundle.WEIGHTS, new Safetensors(infinite, weights.metadata()).bytes());
    assertRefused(
        resigned(entries, TinyBundle.draft()), Reason.WEIGHTS, "'a' must be finite, value 1");
    entries.put(Bundle.WEIGHTS, new Safetensors(Map.of(), weights.metadata()).bytes());
    assertRefused(resigned(entries, TinyBundle.draft()), Reason.WEIGHTS, "must have weights");
  }

  @Test
  void read_goldenOfAnotherShapeSignedAnew_isRefused() throws Exception {
    SortedMap<String, byte[]> entries = entries();
    Map<String, String> metadata =
        Safetensors.parse(requireNonNull(entries.get(Bundle.GOLDEN))).metadata();
    Tensor window = Tensor.of(new float[144], 1, 144);
    Tensor scores = Tensor.of(new float[] {0.5f, 0.25f, 0.25f}, 1, 3);
    assertGolden(
        entries, metadata, window, Tensor.of(new float[] {0.5f, 0.5f}, 1, 2), "length 3, had");
    assertGolden(entries, metadata, Tensor.of(new float[9], 1, 9), scores, "length 144, had");
    assertGolden(entries, metadata, Tensor.of(new float[144], 144), scores, "two axes");
    assertGolden(entries, metadata, window, Tensor.of(new float[3], 1, 3), "sum to 1");
    assertGolden(entries, metadata, Tensor.of(new float[0], 0, 144), scores, "at least one");
  }

  /** Axes of length 0 cost no bytes of the file, whatever the others are. */
  @Test
  void read_goldenOfManyRowsOfNothing_isRefusedBeforeThereAreRows() throws Exception {
    SortedMap<String, byte[]> entries = entries();
    Map<String, String> metadata =
        Safetensors.parse(requireNonNull(entries.get(Bundle.GOLDEN))).metadata();
    for (long rows : new long[] {2_000_000_000, 1L << 31}) {
      Tensor none = Tensor.of(new float[0], rows, 0);
      assertGolden(entries, metadata, none, none, "length 144, had Tensor[" + rows + ", 0]");
    }
  }

  @Test
  void read_networkWithoutEnd_isRefusedAsAManifest() throws Exception {
    assertManifest(
        "\"cellsPerStage\":1,", "\"cellsPerStage\":2000000000,", "in [0, 64], was 2000000000");
    assertManifest("\"channels\":2,", "\"channels\":2000000000,", "in [2, 4096], was 2000000000");
    String nodes = "skip<0 skip<1 | ".repeat(2_000);
    String cell = nodes + "sep3<0 skip<1";
    assertManifest(
        TinyBundle.GENOTYPE.toString(),
        "SS1 normal[%s] reduction[%s]".formatted(cell, cell),
        "at most 10000 operations together, was 24012");
  }

  @Test
  void read_frontEndWithoutEnd_isRefusedAsAManifest() throws Exception {
    assertManifest(
        "\"fftLength\":32,", "\"fftLength\":1073741824,", "in [16, 65536], was 1073741824");
    assertManifest(
        "\"windowSamples\":144}",
        "\"windowSamples\":2000000000}",
        "at most 16777216, was 2000000000");
  }

  /** The header alone, as parsed, and the weights, as bytes and numbers, are counted. */
  @Test
  void read_moreThanHalfOfTheHeap_isRefusedByItsSizeAlone() throws Exception {
    Manifest manifest = Bundle.read(file).manifest();
    BundleSize size;
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      size = BundleSize.of(in, StoredZip.headers(in), manifest);
    }
    assertThat(size.weightBytes()).isEqualTo(7 * Float.BYTES);
    size.require(7 * Float.BYTES, 2 * size.heapBytes());
    assertThatThrownBy(() -> size.require(Long.MAX_VALUE, 2 * size.heapBytes() - 2))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("BUDGET: memory: reading it takes up to ");
    assertThatThrownBy(() -> Bundle.read(file, 7 * Float.BYTES - 1))
        .hasMessageContaining(digest)
        .hasMessageContaining("BUDGET: memory: its weights take ");
  }

  /** A manifest in which one text stands for another, its digests as they were. */
  private void assertManifest(String text, String instead, String message) throws IOException {
    SortedMap<String, byte[]> entries = entries();
    String json = new String(requireNonNull(entries.get(Bundle.MANIFEST)), StandardCharsets.UTF_8);
    assertThat(json).contains(text);
    entries.put(Bundle.MANIFEST, json.replace(text, instead).getBytes(StandardCharsets.UTF_8));
    assertRefused(zip(entries), Reason.MANIFEST, message);
  }

  @Test
  void read_manifestOrEntryLargerThanItsLimit_isRefusedWithoutReadingIt() throws Exception {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    entries.put(Bundle.MANIFEST, new byte[Manifest.MAX_BYTES + 1]);
    assertRefused(zip(entries), Reason.NOT_A_BUNDLE, "manifest must have at most 1048576 bytes");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 18, 26, (byte) 0xff);
    assertRefused(bytes, Reason.NOT_A_BUNDLE, "had 4294967295");
    Arrays.fill(bytes, 18, 26, (byte) 0x7f);
    assertRefused(bytes, Reason.NOT_A_BUNDLE, "is truncated in entry 'architecture.svg'");
  }

  @Test
  void refusal_hasPathDigestReasonAndDetail() throws Exception {
    SortedMap<String, byte[]> entries = entries();
    entries.remove(Bundle.GOLDEN);
    Path bad = Files.write(folder.resolve("bad.argand"), zip(entries));
    assertThatThrownBy(() -> Bundle.read(bad))
        .hasMessage(
            "model %s (digest %s) is refused, ENTRY_MISSING: entry 'golden.safetensors' must be present, is missing"
                .formatted(bad, digest))
        .asInstanceOf(InstanceOfAssertFactories.type(ModelFormatException.class))
        .satisfies(
            e -> assertThat(e.path()).contains(bad),
            e -> assertThat(e.digest()).contains(digest),
            e -> assertThat(e.detail()).startsWith("entry 'golden"));
  }

  private void assertGolden(
      SortedMap<String, byte[]> entries,
      Map<String, String> metadata,
      Tensor windows,
      Tensor scores,
      String message)
      throws IOException {
    Map<String, Tensor> tensors = Map.of("windows", windows, "scores", scores);
    entries.put(Bundle.GOLDEN, new Safetensors(tensors, metadata).bytes());
    assertRefused(resigned(entries, TinyBundle.draft()), Reason.GOLDEN, message);
  }

  private static String write(
      Path target, Map<String, Tensor> weights, Golden golden, Map<String, byte[]> others)
      throws IOException {
    return BundleWriter.write(target, TinyBundle.draft(), weights, golden, others);
  }

  private static void assertArgument(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private void assertRefused(byte[] bytes, Reason reason, String message) throws IOException {
    Path bad = Files.write(folder.resolve("bad.argand"), bytes);
    assertThatThrownBy(() -> Bundle.read(bad))
        .asInstanceOf(InstanceOfAssertFactories.type(ModelFormatException.class))
        .satisfies(
            e -> assertThat(e.reason()).isEqualTo(reason),
            e -> assertThat(e).hasMessageContaining(message));
  }

  private SortedMap<String, byte[]> entries() throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return new TreeMap<>(StoredZip.read(in));
    }
  }

  private byte[] zip(SortedMap<String, byte[]> entries) throws IOException {
    Path made = folder.resolve("made.zip");
    try (FileChannel out =
        FileChannel.open(
            made,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      StoredZip.write(out, entries);
    }
    return Files.readAllBytes(made);
  }

  /** A consistent file with another manifest over the same entries, as a forger would make. */
  private byte[] resigned(SortedMap<String, byte[]> entries, ManifestDraft draft)
      throws IOException {
    Map<String, String> digests = new HashMap<>();
    entries.forEach((name, bytes) -> digests.put(name, Sha256.of(bytes)));
    digests.remove(Bundle.MANIFEST);
    SortedMap<String, byte[]> all = new TreeMap<>(entries);
    all.put(Bundle.MANIFEST, draft.withEntries(digests).json());
    return zip(all);
  }
}
