package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.inference.ModelLoadException.Reason;
import dev.argand.network.Architecture;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.Input;
import dev.argand.network.LoadBudget;
import dev.argand.network.ModelEngine;
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
import dev.argand.runtime.Health;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String digest = store.put(good(architecture, 2));
    float[] features = Features.window(FRONT_END, window);
    float[] golden = Bundle.read(store.fetch(digest)).golden().scores()[0];

    try (Model model = loader(store, LoadBudget.NONE).load(digest)) {
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
    write(bundle, CELLS, 2, EVEN);
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String digest = store.put(bundle);

    assertThatThrownBy(() -> loader(store, LoadBudget.NONE).load(digest))
        .isInstanceOfSatisfying(
            ModelLoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
        .hasMessageContaining("golden")
        .hasMessageContaining(digest);
  }

  @Test
  void load_ofADamagedBundle_isTriedAgainLater() throws Exception {
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String digest = "ab".repeat(32);
    Files.write(
        folder.resolve("store").resolve(digest + ".argand"),
        "rubbish".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> loader(store, LoadBudget.NONE).load(digest))
        .isInstanceOfSatisfying(
            ModelLoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
  }

  @Test
  void load_ofABundleThatIsNotThere_maySucceedLater() throws Exception {
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));

    assertThatThrownBy(() -> loader(store, LoadBudget.NONE).load("ab".repeat(32)))
        .isInstanceOfSatisfying(
            ModelLoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
        .hasMessageContaining("no bundle with digest abab");
  }

  /** No window takes a real network as little as this, whatever the machine. */
  @Test
  void load_ofAModelThatIsTooSlow_isRefused_withItsTimeAndTheBound() throws Exception {
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String digest = store.put(good(CELLS, 2));
    Duration none = Duration.ofNanos(1_000);

    assertThatThrownBy(
            () -> loader(store, new LoadBudget(none, Long.MAX_VALUE)).load(digest).close())
        .isInstanceOfSatisfying(
            ModelLoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
        .hasMessageContaining(digest)
        .hasMessageContaining("BUDGET: latency: a window takes ")
        .hasMessageContaining("at most 0.001 ms is allowed");
    loader(store, new LoadBudget(Duration.ofMinutes(1), Long.MAX_VALUE)).load(digest).close();
    loader(store, ModelRule.USUAL.budget()).load(digest).close();
  }

  @Test
  void champion_thatIsTooBig_leavesTheSmallOneServing_andSaysWhy() throws Exception {
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("store"));
    String small = store.put(good(CELLS, 2));
    String wide = store.put(good(CELLS, 16));
    long bytes = weightBytes(store.fetch(small));
    assertThat(weightBytes(store.fetch(wide))).isGreaterThan(2 * bytes);
    // What a call takes is of the machine; what weights take is not.
    LoadBudget budget = new LoadBudget(Duration.ofMinutes(1), weightBytes(store.fetch(wide)) - 1);
    AliasLog log = new AliasLog();
    try (ModelSlot slot = new ModelSlot()) {
      ChampionSeat seat =
          new ChampionSeat(
              digest -> loader(store, budgetOf(digest, wide, budget)).load(digest),
              slot,
              new InferenceMetrics(new SimpleMeterRegistry()),
              new Health(),
              ModelRule.USUAL.watch(),
              Clock.systemUTC());
      follow(seat, log, small, 0);
      follow(seat, log, wide, 1);

      assertThat(slot.peek().orElseThrow().model().digest()).isEqualTo(small);
      assertThat(slot.peek().orElseThrow().model().scores(Features.window(FRONT_END, window)))
          .hasSize(LABELS.size());
      DeploymentReporter.Standing standing = seat.standing().orElseThrow();
      assertThat(standing.generation()).isEqualTo(2);
      assertThat(standing.champion().orElseThrow().generation()).isEqualTo(1);
      assertThat(standing.failure())
          .contains(wide, "BUDGET: memory: its weights take ", " MiB is allowed");
    }
  }

  /** The small one may take what it takes: only the wide one is at its bound. */
  private static LoadBudget budgetOf(String digest, String bounded, LoadBudget budget) {
    return digest.equals(bounded) ? budget : LoadBudget.NONE;
  }

  private static void follow(ChampionSeat seat, AliasLog log, String digest, long expected) {
    log.event(
        AvroCodec.of(AliasEvent.class)
            .encode(new AliasEvent("champion", digest, expected, "test", "test", 0L)));
    seat.follow(log);
  }

  private static long weightBytes(Path bundle) throws IOException {
    return Bundle.read(bundle).weights().values().stream()
        .mapToLong(tensor -> 4L * tensor.values().length)
        .sum();
  }

  private static BundleModelLoader loader(FolderBundleStore store, LoadBudget budget) {
    return new BundleModelLoader(store, ModelEngine.PYTORCH, budget);
  }

  /** A bundle whose goldens are its own. */
  private Path good(String architecture, int channels) throws IOException {
    Path draft = folder.resolve("draft-" + channels + ".argand");
    write(draft, architecture, channels, EVEN);
    float[] golden;
    try (Recognizer recognizer = Recognizer.load(Bundle.read(draft))) {
      golden = recognizer.scores(Features.window(FRONT_END, window));
    }
    Path bundle = folder.resolve("good-" + channels + ".argand");
    write(bundle, architecture, channels, new float[][] {golden});
    return bundle;
  }

  private void write(Path file, String text, int channels, float[][] goldenScores)
      throws IOException {
    Architecture architecture = Architecture.parse(text);
    boolean hasCells = architecture instanceof Genotype;
    NetworkSpec spec =
        new NetworkSpec(
            hasCells ? Field.COMPLEX : Field.REAL,
            architecture,
            channels,
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
