package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.cell.Network;
import dev.argand.network.cell.Supernet;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.signal.CounterRandom;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolynomialCareTest {
  private static final int SIZE = 16;
  private static final int CLASSES = 3;
  private static final String ASYM5 =
      "SS_POL_ASYM5 normal[pol5_7_1<0 pol5_5_3<1] reduction[pol5_5_3<0 pol5_7_1<1]";
  private static final String ATTENTION =
      "SS_POL3RD_ATTENTION normal[att_7_1_1<0 att_5_3_3<1] reduction[att_5_3_3<0 max3<1]";
  private static final String ASYM4 =
      "SS_POL_ASYM4 normal[pol4_7_1<0 pol4_5_3<1] reduction[pol4_5_3<0 pol4_7_1<1]";

  /** What was trained with scales is, without them, the network of the specification. */
  @ParameterizedTest
  @CsvSource({"COMPLEX," + ASYM5, "REAL," + ASYM5, "COMPLEX," + ATTENTION})
  void scaledProducts_areLearned_andAreInTheFinishedKernels(Field field, String genotype) {
    NetworkSpec spec = spec(field, genotype);
    try (NetworkTrainer scaled = trainer(spec, new PolynomialCare(true, 0));
        NetworkTrainer plain = trainer(spec, PolynomialCare.NONE)) {
      assertThat(scaled.probabilities(batch().features(), 3)[0])
          .as("a scale is 1 at first")
          .containsExactly(plain.probabilities(batch().features(), 3)[0]);
      for (int step = 0; step < 4; step++) {
        scaled.step(batch(), 0.1);
      }
      assertThat(scaled.weightCount()).isEqualTo(plain.weightCount());
      Map<String, Tensor> tensors = scaled.tensors();
      assertThat(tensors.keySet()).isEqualTo(plain.tensors().keySet());
      float[] trained = scaled.state().floats("w", Network.of(spec, true).parameters().size());
      double moved = 0;
      for (ParameterLayout.Entry entry : Network.of(spec, true).parameters().entries()) {
        if (entry.name().endsWith(".scale")) {
          moved = Math.max(moved, Math.abs(trained[entry.offset()] - 1));
        }
      }
      assertThat(moved).isGreaterThan(1e-4);
      restore(plain, spec, tensors);
      float[][] expected = scaled.probabilities(batch().features(), 3);
      float[][] found = plain.probabilities(batch().features(), 3);
      for (int i = 0; i < 3; i++) {
        assertThat(found[i]).containsExactly(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void scaledProducts_ofANormalisedProduct_areNone() {
    NetworkSpec spec = spec(Field.COMPLEX, ASYM4);
    assertThat(Network.of(spec, true).parameters().size())
        .isEqualTo(Network.of(spec).parameters().size());
  }

  @Test
  void weightDecay_isOfPolynomialsAlone() {
    ParameterLayout layout =
        new Supernet(
                new Supernet.Spec(
                    Field.COMPLEX, SearchSpace.SS_POL_ASYM5, 2, 0, 2, 2, CLASSES, Readout.MODULUS))
            .parameters();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weights = manager.ones(new ai.djl.ndarray.types.Shape(layout.size()));
      NDArray none = weights.zerosLike();
      try (Sgd sgd = new Sgd(weights, 0, 0.5, 5, new PolynomialCare(false, 0.25), layout)) {
        sgd.step(weights, none, 0.1);
      }
      float[] left = weights.toFloatArray();
      int polynomials = 0;
      for (ParameterLayout.Entry entry : layout.entries()) {
        boolean polynomial = entry.name().contains(".pol5_");
        polynomials += polynomial ? 1 : 0;
        for (int i = 0; i < entry.size(); i++) {
          assertThat(left[entry.offset() + i])
              .as(entry.name())
              .isCloseTo(polynomial ? 0.925f : 0.95f, within(1e-6f));
        }
      }
      assertThat(polynomials).isBetween(1, layout.entries().size() - 1);
    }
  }

  @Test
  void weightDecay_outOfBounds_isRefused() {
    assertThatThrownBy(() -> new PolynomialCare(false, -0.1)).hasMessageContaining("was -0.1");
    assertThatThrownBy(() -> new PolynomialCare(false, Double.NaN)).hasMessageContaining("NaN");
  }

  private static void restore(NetworkTrainer plain, NetworkSpec spec, Map<String, Tensor> tensors) {
    Network network = Network.of(spec);
    plain.restore(
        new TrainerState(
            Map.of(
                "w", flat(network.parameters(), tensors),
                "statistics", flat(network.statistics(), tensors),
                "velocity", new float[network.parameters().size()]),
            Map.of()));
  }

  private static float[] flat(ParameterLayout layout, Map<String, Tensor> tensors) {
    float[] flat = new float[layout.size()];
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = Objects.requireNonNull(tensors.get(entry.name())).values();
      System.arraycopy(values, 0, flat, entry.offset(), values.length);
    }
    return flat;
  }

  private static NetworkSpec spec(Field field, String genotype) {
    return new NetworkSpec(
        field, Genotype.parse(genotype), 2, 1, false, 2, SIZE, SIZE, CLASSES, Readout.MODULUS);
  }

  private static NetworkTrainer trainer(NetworkSpec spec, PolynomialCare care) {
    return new NetworkTrainer(
        spec, new NetworkTrainer.Settings(0.9, 3e-4, 5, 1, care), CounterRandom.of(5));
  }

  private static Batch batch() {
    CounterRandom random = CounterRandom.of(6);
    float[] features = new float[3 * 2 * SIZE * SIZE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return new Batch(3, features, new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
  }
}
