package dev.argand.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleWriter;
import dev.argand.network.bundle.Golden;
import dev.argand.network.bundle.ManifestDraft;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.training.Batch;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a trainer through a bundle to scores, and what the load gate refuses. */
class RecognizerTest {
  private static final FrontEnd FRONT_END =
      new FrontEnd(8_000, 4_000, 1_000, 512, 250, 16, 50, 4_000, 10);
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          Field.COMPLEX,
          Genotype.parse(
              "SS1 normal[sep3<0 max3<1 | skip<0 dil5<2] reduction[max3<0 sep5<1 | skip<0 avg3<1]"),
          2,
          1,
          false,
          1,
          FRONT_END.melBands(),
          FRONT_END.frames(),
          3,
          Readout.MODULUS);

  @TempDir static Path folder;

  private static Map<String, Tensor> tensors = Map.of();
  private static float[][] windows = new float[0][];
  private static float[][] expected = new float[0][];

  @BeforeAll
  static void train() {
    CounterRandom random = CounterRandom.of(21);
    windows = new float[4][];
    float[] features = new float[4 * FRONT_END.featureLength()];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = noise(random.at(i));
      System.arraycopy(
          Features.window(FRONT_END, windows[i]),
          0,
          features,
          i * FRONT_END.featureLength(),
          FRONT_END.featureLength());
    }
    float[] targets = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0};
    try (NetworkTrainer trainer =
        new NetworkTrainer(SPEC, new NetworkTrainer.Settings(0.9, 3e-4, 5, 1), random)) {
      double first = trainer.step(new Batch(4, features, targets), 0.05).loss();
      double last = first;
      for (int step = 0; step < 15; step++) {
        last = trainer.step(new Batch(4, features, targets), 0.05).loss();
      }
      assertThat(last).isLessThan(first / 2);
      tensors = trainer.tensors();
      expected = trainer.probabilities(features, 4);
    }
  }

  @ParameterizedTest
  @EnumSource(ModelEngine.class)
  void load_givesTheTrainersScores_onAnyThreadAndInAnyBatch(ModelEngine engine) throws Exception {
    try (Recognizer recognizer = LoadGate.load(write("good", tensors, expected), engine)) {
      float[][] together = recognizer.scores(features());
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Callable<float[]>> calls =
          Arrays.stream(features())
              .<Callable<float[]>>map(f -> () -> recognizer.scores(f))
              .toList();
      List<Future<float[]>> alone = threads.invokeAll(calls);
      threads.shutdown();
      for (int i = 0; i < expected.length; i++) {
        float sum = 0;
        for (int c = 0; c < 3; c++) {
          assertThat(together[i][c]).isCloseTo(expected[i][c], within(1e-5f));
          assertThat(alone.get(i).get()[c]).isCloseTo(expected[i][c], within(1e-5f));
          sum += together[i][c];
        }
        assertThat(sum).isCloseTo(1, within(1e-5f));
      }
    }
  }

  /** Both engines say the same of what neither has seen, and stay with it. */
  @Test
  void engines_agree() throws Exception {
    Path file = write("both", tensors, expected);
    try (Recognizer torch = LoadGate.load(file, ModelEngine.PYTORCH);
        Recognizer onnx = LoadGate.load(file, ModelEngine.ONNX_RUNTIME)) {
      CounterRandom random = CounterRandom.of(5);
      for (int i = 0; i < 50; i++) {
        float[] features = Features.window(FRONT_END, noise(random.at(i)));
        assertThat(onnx.scores(features)).containsExactly(torch.scores(features), within(1e-5f));
      }
    }
  }

  @Test
  void load_aFlippedImaginarySign_isRefused() throws IOException {
    Map<String, Tensor> flipped = new HashMap<>(tensors);
    Tensor stem = Objects.requireNonNull(tensors.get("stem.weight"));
    float[] values = stem.values().clone();
    for (int i = values.length / 2; i < values.length; i++) {
      values[i] = -values[i];
    }
    flipped.put("stem.weight", new Tensor(stem.shape(), values));
    assertRefused(write("flipped", flipped, expected), ModelFormatException.Reason.GOLDEN);
  }

  @Test
  void load_aMissingRunningMean_isRefused() throws IOException {
    Map<String, Tensor> missing = new HashMap<>(tensors);
    missing.remove("stem.norm.mean");
    assertRefused(write("missing", missing, expected), ModelFormatException.Reason.WEIGHTS);
  }

  @Test
  void load_aRunningMeanLeftAtZero_isRefused() throws IOException {
    Map<String, Tensor> zeroed = new HashMap<>(tensors);
    Tensor mean = Objects.requireNonNull(tensors.get("cells.0.before0.norm.mean"));
    zeroed.put(
        "cells.0.before0.norm.mean", new Tensor(mean.shape(), new float[mean.values().length]));
    assertRefused(write("zeroed", zeroed, expected), ModelFormatException.Reason.GOLDEN);
  }

  @Test
  void write_notANumber_isRefused() {
    Map<String, Tensor> broken = new HashMap<>(tensors);
    Tensor bias = Objects.requireNonNull(tensors.get("head.bias"));
    float[] values = bias.values().clone();
    values[0] = Float.NaN;
    broken.put("head.bias", new Tensor(bias.shape(), values));
    assertThatThrownBy(() -> write("nan", broken, expected))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("head.bias");
  }

  @Test
  void load_permutedGoldenScores_isRefused() throws IOException {
    float[][] permuted = new float[expected.length][];
    for (int i = 0; i < permuted.length; i++) {
      permuted[i] = new float[] {expected[i][1], expected[i][2], expected[i][0]};
    }
    assertRefused(write("permuted", tensors, permuted), ModelFormatException.Reason.GOLDEN);
  }

  /** Same shapes, another band: the goldens are the model's, the features no longer are. */
  @Test
  void load_anotherFrontEnd_isRefused() throws IOException {
    FrontEnd other = new FrontEnd(8_000, 4_000, 1_000, 512, 250, 16, 60, 3_900, 10);
    assertRefused(write("front-end", other, tensors, expected), ModelFormatException.Reason.GOLDEN);
  }

  private static void assertRefused(Path file, ModelFormatException.Reason reason) {
    for (ModelEngine engine : ModelEngine.values()) {
      assertThatThrownBy(() -> LoadGate.load(file, engine).close())
          .as(engine.name())
          .isInstanceOfSatisfying(
              ModelFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
  }

  private static Path write(String name, Map<String, Tensor> weights, float[][] scores)
      throws IOException {
    return write(name, FRONT_END, weights, scores);
  }

  private static Path write(
      String name, FrontEnd frontEnd, Map<String, Tensor> weights, float[][] scores)
      throws IOException {
    ManifestDraft draft =
        new ManifestDraft(
            List.of("background", "bell", "knock"),
            "background",
            List.of(1.0, 0.5, 0.5),
            frontEnd,
            SPEC,
            Map.of("heldOutAccuracy", 0.5),
            new Provenance(
                "run",
                "noise",
                "0".repeat(64),
                21,
                "test",
                "none",
                Map.of(),
                Provenance.UNKNOWN_COMMIT,
                null,
                Instant.EPOCH),
            1e-5,
            1);
    Path file = folder.resolve(name + Bundle.SUFFIX);
    BundleWriter.write(file, draft, weights, new Golden(windows, scores), Map.of());
    return file;
  }

  private static float[][] features() {
    return Arrays.stream(windows)
        .map(window -> Features.window(FRONT_END, window))
        .toArray(float[][]::new);
  }

  private static float[] noise(CounterRandom random) {
    float[] window = new float[FRONT_END.windowSamples()];
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) (0.1 * random.nextGaussian());
    }
    return window;
  }
}
