package dev.argand.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.argand.network.Architecture;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.Input;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.training.Batch;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.signal.CounterRandom;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime gives a trained network's scores, whatever its cells are made of. */
class OnnxExportTest {
  private static final int SIDE = 16;
  private static final int CLASSES = 4;
  private static final double TOLERANCE = 1e-4;

  private static final String EVERYTHING =
      "SS1 normal[sep3<0 max3<1 | avg3<0 dil5<2 | skip<1 sep5<3]"
          + " reduction[skip<0 max3<1 | dil3<1 avg3<0 | sep5<0 max3<2]";

  private static final String POLYNOMIALS =
      " normal[%1$s<0 max3<1 | %2$s<0 skip<2] reduction[%2$s<0 %1$s<1 | avg3<0 %1$s<2]";

  @ParameterizedTest
  @CsvSource({
    "COMPLEX, MODULUS, 2, 1, false, 1",
    "COMPLEX, REAL_PART, 4, 1, true, 2",
    // Wide: the network itself runs depthwise and pointwise kernels apart.
    "COMPLEX, MODULUS, 18, 0, false, 2",
    "REAL, MODULUS, 4, 1, false, 2",
    "REAL, MODULUS, 34, 0, false, 2"
  })
  void scores_ofEveryOperation(
      Field field, Readout readout, int channels, int cells, boolean trailing, int stemStride)
      throws OrtException {
    assertSameScores(
        new NetworkSpec(
            field,
            Genotype.parse(EVERYTHING),
            channels,
            cells,
            trailing,
            stemStride,
            SIDE,
            SIDE,
            CLASSES,
            readout));
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLEX, SS_POL_ASYM4, pol4_7_1, pol4_5_3",
    "COMPLEX, SS_POL_ASYM5, pol5_7_1, pol5_5_3",
    "COMPLEX, SS_POL3RD_ATTENTION, att_7_1_1, att_5_3_3",
    "REAL, SS_POL_ASYM4, pol4_7_1, pol4_5_3",
    "REAL, SS_POL_ASYM5, pol5_7_1, pol5_5_3",
    "REAL, SS_POL3RD_ATTENTION, att_7_1_1, att_5_3_3"
  })
  void scores_ofPolynomials(Field field, String space, String first, String second)
      throws OrtException {
    assertSameScores(
        new NetworkSpec(
            field,
            Genotype.parse(space + POLYNOMIALS.formatted(first, second)),
            2,
            1,
            false,
            2,
            SIDE,
            SIDE,
            CLASSES,
            Readout.REAL_PART));
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, 4, 1, MAGNITUDE",
    "resnet18, 3, 2, PLANES",
    "resnet18, 4, 1, CENTRED_MAGNITUDE",
    "bc-resnet, 8, 1, MAGNITUDE",
    "bc-resnet, 8, 1, CENTRED_MAGNITUDE",
    "bc-resnet, 3, 1, PLANES"
  })
  void scores_ofNetworksOfTheLiterature(String name, int channels, int stemStride, Input input)
      throws OrtException {
    assertSameScores(
        new NetworkSpec(
            Field.REAL,
            Architecture.parse(name),
            channels,
            0,
            false,
            stemStride,
            SIDE,
            SIDE,
            CLASSES,
            Readout.REAL_PART,
            input));
  }

  @ParameterizedTest
  @CsvSource({
    "REAL, MAGNITUDE",
    "COMPLEX, MAGNITUDE",
    "REAL, CENTRED_MAGNITUDE",
    "COMPLEX, CENTRED_MAGNITUDE",
    "REAL, PLANES_AND_MAGNITUDE",
    "COMPLEX, PLANES_AND_MAGNITUDE"
  })
  void scores_ofCells(Field field, Input input) throws OrtException {
    assertSameScores(
        new NetworkSpec(
            field,
            Genotype.parse(EVERYTHING),
            4,
            0,
            false,
            2,
            SIDE,
            SIDE,
            CLASSES,
            Readout.MODULUS,
            input));
  }

  @Test
  void aChangedSign_isSeen() throws OrtException {
    NetworkSpec spec = small();
    try (NetworkTrainer trainer = trained(spec)) {
      Map<String, Tensor> tensors = new TreeMap<>(trainer.tensors());
      Tensor weight = tensors.getOrDefault("head.weight", Tensor.of(new float[0], 0));
      float[] flipped = weight.values().clone();
      for (int i = flipped.length / 2; i < flipped.length; i++) {
        flipped[i] = -flipped[i];
      }
      tensors.put("head.weight", new Tensor(weight.shape(), flipped));
      float[] features = features(3);
      float[][] expected = trainer.probabilities(features, 3);
      float[][] found = run(OnnxExport.of(spec, tensors, Map.of()), features, 3, SIDE);
      assertThat(worst(found, expected)).isGreaterThan(100 * TOLERANCE);
    }
  }

  @Test
  void tensorsOfAnotherNetwork_areRefused() {
    NetworkSpec spec = small();
    try (NetworkTrainer trainer = trained(spec)) {
      Map<String, Tensor> tensors = new TreeMap<>(trainer.tensors());
      tensors.put("cells.9.extra", Tensor.of(new float[] {1}, 1));
      assertThatThrownBy(() -> OnnxExport.of(spec, tensors, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cells.9.extra");
      tensors.remove("cells.9.extra");
      tensors.remove("head.bias");
      assertThatThrownBy(() -> OnnxExport.of(spec, tensors, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no tensor head.bias");
    }
  }

  @Test
  void metadata_isInTheFile() throws OrtException {
    NetworkSpec spec = small();
    try (NetworkTrainer trainer = trained(spec);
        OrtSession session =
            OrtEnvironment.getEnvironment()
                .createSession(
                    OnnxExport.of(spec, trainer.tensors(), Map.of("labels", "dog bark\ngrüße")))) {
      assertThat(session.getMetadata().getCustomMetadata())
          .containsExactly(Map.entry("labels", "dog bark\ngrüße"));
      assertThat(session.getMetadata().getProducerName()).isEqualTo("argand");
      assertThat(session.getInputNames()).containsExactly(OnnxExport.FEATURES);
      assertThat(session.getOutputNames()).containsExactly(OnnxExport.SCORES);
    }
  }

  private static NetworkSpec small() {
    return new NetworkSpec(
        Field.COMPLEX,
        Genotype.parse("SS1 normal[max3<0 skip<1] reduction[max3<0 skip<1]"),
        2,
        1,
        false,
        2,
        SIDE,
        SIDE,
        CLASSES,
        Readout.REAL_PART);
  }

  private static void assertSameScores(NetworkSpec spec) throws OrtException {
    try (NetworkTrainer trainer = trained(spec)) {
      byte[] onnx = OnnxExport.of(spec, trainer.tensors(), Map.of());
      for (int size : new int[] {1, 5}) {
        float[] features = features(size);
        float[][] expected = trainer.probabilities(features, size);
        float[][] found = run(onnx, features, size, SIDE);
        assertThat(worst(found, expected)).isCloseTo(0, within(TOLERANCE));
      }
    }
  }

  /**
   * After steps that leave no running statistic at its start, and enough of them that the running
   * ones are near the batch's: far from them a product of three convolutions grows without bound,
   * and so does every rounding.
   */
  private static NetworkTrainer trained(NetworkSpec spec) {
    NetworkTrainer trainer =
        new NetworkTrainer(spec, new NetworkTrainer.Settings(0.9, 3e-4, 5, 1), CounterRandom.of(3));
    for (int step = 0; step < 15; step++) {
      float[] targets = new float[6 * CLASSES];
      for (int i = 0; i < 6; i++) {
        targets[i * CLASSES + i % CLASSES] = 1;
      }
      trainer.step(new Batch(6, features(6), targets), 0.02);
    }
    return trainer;
  }

  private static float[] features(int size) {
    CounterRandom random = CounterRandom.of(size);
    float[] features = new float[size * 2 * SIDE * SIDE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (0.3 + random.nextGaussian());
    }
    return features;
  }

  private static float[][] run(byte[] onnx, float[] features, int size, int side)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(features), new long[] {size, 2, side, side});
        OrtSession.Result result = session.run(Map.of(OnnxExport.FEATURES, input))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  private static double worst(float[][] found, float[][] expected) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int k = 0; k < expected[i].length; k++) {
        worst = Math.max(worst, Math.abs(found[i][k] - expected[i][k]));
      }
    }
    return worst;
  }
}
