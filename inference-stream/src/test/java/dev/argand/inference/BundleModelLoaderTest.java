package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.inference.ModelLoadException.Reason;
import dev.argand.network.Architecture;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.Input;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleWriter;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.bundle.Golden;
import dev.argand.network.bundle.ManifestDraft;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.cell.Network;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleModelLoaderTest {
  private static final FrontEnd FRONT_END =
      new FrontEnd(8_000, 2_048, 1_024, 256, 128, 8, 50, 3_900, 10);
  private static final List<String> LABELS = List.of("background", "bell", "dog");
  private static final String CELLS =
      "SS1 normal[sep3<0 skip<1 | dil5<1 max3<2] reduction[avg3<0 sep5<1 | dil3<0 skip<2]";
  private static final float[][] EVEN = {{0.5f, 0.25f, 0.25f}};

  @TempDir Path folder;

  private final float[] window = new float[FRONT_END.windowSamples()];

  BundleModelLoaderTest() {
    CounterRandom random = CounterRandom.of(4);
    for (int i = 0; i < window.length; i++) {
      window[i] = random.nextFloat() - 0.5f;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CELLS, "resnet18", "bc-resnet"})
  void load_ofAPublishedBundle_answersAsItsGoldens(String architecture) throws Exception {
    Path draft = folder.resolve("draft.argand");
    write(draft, architecture, EVEN);
    float[] features = Features.window(FRONT_END, window);
    float[] golden;
    try (Recognizer recognizer = Recognizer.load(Bundle.read(draft))) {
      golden = recognizer.scores(features);
    }
    Path bundle = folder.resolve("good.argand");
    write(bundle, architecture, new float[][] {golden});
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String digest = store.put(bundle);

    try (Model model = new BundleModelLoader(store).load(digest)) {
      assertThat(model.digest()).isEqualTo(digest);
      assertThat(model.labels()).isEqualTo(LABELS);
      assertThat(model.backgroundLabel()).isEqualTo("background");
      assertThat(model.thresholds()).containsExactly(1.0, 0.5, 0.6);
      assertThat(model.frontEnd()).isEqualTo(FRONT_END);
      float[] scores = model.scores(features);
      for (int i = 0; i < golden.length; i++) {
        assertThat(scores[i]).isCloseTo(golden[i], within(1e-5f));
      }
    }
  }

  @Test
  void load_ofABundleWhoseGoldensDiffer_isRefused() throws Exception {
    Path bundle = folder.resolve("wrong.argand");
    write(bundle, CELLS, EVEN);
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String digest = store.put(bundle);

    assertThatThrownBy(() -> new BundleModelLoader(store).load(digest))
        .isInstanceOfSatisfying(
            ModelLoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
        .hasMessageContaining("golden")
        .hasMessageContaining(digest);
  }

  @Test
  void load_ofADamagedBundle_isRefused() throws Exception {
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String digest = "ab".repeat(32);
    Files.write(
        folder.resolve("store").resolve(digest + ".argand"),
        "rubbish".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> new BundleModelLoader(store).load(digest))
        .isInstanceOfSatisfying(
            ModelLoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
  }

  @Test
  void load_ofABundleThatIsNotThere_maySucceedLater() throws Exception {
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));

    assertThatThrownBy(() -> new BundleModelLoader(store).load("ab".repeat(32)))
        .isInstanceOfSatisfying(
            ModelLoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
        .hasMessageContaining("no bundle with digest abab");
  }

  private void write(Path file, String text, float[][] goldenScores) throws IOException {
    Architecture architecture = Architecture.parse(text);
    boolean hasCells = architecture instanceof Genotype;
    NetworkSpec spec =
        new NetworkSpec(
            hasCells ? Field.COMPLEX : Field.REAL,
            architecture,
            2,
            hasCells ? 1 : 0,
            false,
            1,
            FRONT_END.melBands(),
            FRONT_END.frames(),
            LABELS.size(),
            Readout.MODULUS,
            hasCells ? Input.PLANES : Input.MAGNITUDE);
    Network network = Network.of(spec);
    Map<String, Tensor> weights = new HashMap<>();
    initial(network.parameters(), weights);
    initial(network.statistics(), weights);
    ManifestDraft draft =
        new ManifestDraft(
            LABELS,
            "background",
            List.of(1.0, 0.5, 0.6),
            FRONT_END,
            spec,
            Map.of("heldOutAccuracy", 0.5),
            new Provenance(
                "run",
                "noise",
                "0".repeat(64),
                1,
                "test",
                "none",
                Map.of(),
                Provenance.UNKNOWN_COMMIT,
                null,
                Instant.EPOCH),
            1e-5,
            network.parameters().size());
    BundleWriter.write(
        file,
        draft,
        weights,
        new Golden(new float[][] {window}, goldenScores),
        Map.of(Bundle.ARCHITECTURE, "<svg/>".getBytes(StandardCharsets.UTF_8)));
  }

  private static void initial(ParameterLayout layout, Map<String, Tensor> into) {
    float[] flat = layout.initialValues(CounterRandom.of(3));
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = new float[entry.size()];
      System.arraycopy(flat, entry.offset(), values, 0, values.length);
      long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
      into.put(entry.name(), Tensor.of(values, shape));
    }
  }
}
