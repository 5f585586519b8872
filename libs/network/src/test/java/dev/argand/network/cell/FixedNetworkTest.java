package dev.argand.network.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Architecture;
import dev.argand.network.Field;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.Genotype;
import dev.argand.network.Input;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.layer.Pass;
import dev.argand.signal.CounterRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of the literature are those of the literature. */
class FixedNetworkTest {

  /**
   * The count of the reference implementation of ResNet18 for small pictures, 11,173,962 with three
   * input channels and ten classes: 576 less for each channel fewer, 513 more for each class.
   */
  @ParameterizedTest
  @CsvSource({"PLANES, 10, 11173386", "MAGNITUDE, 10, 11172810", "MAGNITUDE, 12, 11173836"})
  void parameters_ofResNet18(Input input, int classes, int expected) {
    assertThat(parameters(FixedArchitecture.RESNET18, 64, 32, classes, input)).isEqualTo(expected);
  }

  /** The paper's table 2: 9.2, 27.3 (tau 2), 54.2 (3), 188 (6) and 321 (8) thousand. */
  @ParameterizedTest
  @CsvSource({
    "8, 9200, 50",
    "16, 27300, 50",
    "24, 54200, 50",
    "48, 188000, 500",
    "64, 321000, 500"
  })
  void parameters_ofBcResNet_at40BandsAnd12Classes(int channels, int expected, int rounding) {
    assertThat(parameters(FixedArchitecture.BC_RESNET, channels, 40, 12, Input.MAGNITUDE))
        .isCloseTo(expected, within(rounding));
  }

  @Test
  void multiplications_ofResNet18_areThoseOfItsTable() {
    // 0.56 billion for a picture of 32 by 32 with three channels; ours has one.
    NetworkSpec spec = spec(FixedArchitecture.RESNET18, 64, 32, 10, Input.MAGNITUDE);
    assertThat(Network.of(spec).multiplications()).isEqualTo(555_422_720.0 - 2 * 64 * 9 * 32 * 32);
  }

  @ParameterizedTest
  @CsvSource({
    "RESNET18, 4, 1, PLANES",
    "RESNET18, 5, 2, MAGNITUDE",
    "RESNET18, 4, 1, CENTRED_MAGNITUDE",
    "BC_RESNET, 8, 1, MAGNITUDE",
    "BC_RESNET, 8, 1, CENTRED_MAGNITUDE",
    "BC_RESNET, 3, 1, PLANES"
  })
  void fold_equalsForwardAtRunningStatistics(
      FixedArchitecture architecture, int channels, int stemStride, Input input) {
    foldEqualsForward(
        new NetworkSpec(
            Field.REAL,
            architecture,
            channels,
            0,
            false,
            stemStride,
            20,
            18,
            5,
            Readout.MODULUS,
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
  void fold_ofCells_equalsForward(Field field, Input input) {
    Genotype cells = Genotype.parse("SS1 normal[sep3<0 skip<1] reduction[max3<0 sep3<1]");
    foldEqualsForward(
        new NetworkSpec(field, cells, 4, 1, false, 2, 20, 18, 5, Readout.MODULUS, input));
  }

  @ParameterizedTest
  @CsvSource({"REAL", "COMPLEX"})
  void magnitude_isBlindToPhase(Field field) {
    Genotype cells = Genotype.parse("SS1 normal[sep3<0 skip<1] reduction[max3<0 sep3<1]");
    NetworkSpec magnitude =
        new NetworkSpec(field, cells, 4, 1, false, 2, 20, 18, 5, Readout.MODULUS, Input.MAGNITUDE);
    NetworkSpec planes = new NetworkSpec(field, cells, 4, 1, false, 2, 20, 18, 5, Readout.MODULUS);
    assertThat(changeByRotation(magnitude)).isLessThan(1e-9);
    assertThat(changeByRotation(planes)).isGreaterThan(field == Field.REAL ? 1e-3 : 1e-6);
  }

  /** A level or a microphone that adds to all frames of a band alike changes nothing. */
  @ParameterizedTest
  @CsvSource({"REAL", "COMPLEX"})
  void centredMagnitude_isBlindToAnOffsetOfEachBand(Field field) {
    assertThat(changeByOffset(cells(field, Input.CENTRED_MAGNITUDE))).isLessThan(1e-9);
    assertThat(changeByOffset(cells(field, Input.MAGNITUDE))).isGreaterThan(1e-3);
  }

  private static NetworkSpec cells(Field field, Input input) {
    Genotype cells = Genotype.parse("SS1 normal[sep3<0 skip<1] reduction[max3<0 sep3<1]");
    return new NetworkSpec(field, cells, 4, 1, false, 2, 20, 18, 5, Readout.MODULUS, input);
  }

  /** Running statistics, for those of a batch take off what all its windows have alike. */
  private static double changeByOffset(NetworkSpec spec) {
    Network network = Network.of(spec);
    CounterRandom random = CounterRandom.of(9);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weights = float64(manager, network.parameters().initialValues(random));
      NDArray statistics = float64(manager, network.statistics().initialValues(random));
      Pass pass = Pass.evaluation(network.parameters(), weights, network.statistics(), statistics);
      double[] flat = new double[3 * 2 * 20 * 18];
      double[] offset = new double[flat.length];
      for (int i = 0; i < flat.length; i++) {
        boolean isReal = i / (20 * 18) % 2 == 0;
        flat[i] = isReal ? random.nextDouble() : 0;
        offset[i] = isReal ? flat[i] + 0.1 * (i / 18 % 20) : 0;
      }
      Shape shape = new Shape(3, 2, 20, 18);
      double[] a = network.forward(pass, manager.create(flat, shape)).toDoubleArray();
      double[] b = network.forward(pass, manager.create(offset, shape)).toDoubleArray();
      double change = 0;
      for (int i = 0; i < a.length; i++) {
        change = Math.max(change, Math.abs(a[i] - b[i]));
      }
      return change;
    }
  }

  @Test
  void parse_readsNamesAndCells() {
    for (FixedArchitecture fixed : FixedArchitecture.values()) {
      assertThat(Architecture.parse(fixed.toString())).isEqualTo(fixed);
    }
    String cells = "SS1 normal[sep3<0 skip<1] reduction[max3<0 sep3<1]";
    assertThat(Architecture.parse(cells)).hasToString(cells);
    assertThatThrownBy(() -> Architecture.parse("resnet19"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void spec_ofAComplexResNet_isRefused() {
    assertThatThrownBy(
            () ->
                new NetworkSpec(
                    Field.COMPLEX,
                    FixedArchitecture.RESNET18,
                    64,
                    0,
                    false,
                    1,
                    32,
                    32,
                    10,
                    Readout.MODULUS))
        .hasMessageContaining("field of resnet18 must be real");
  }

  private static int parameters(
      FixedArchitecture architecture, int channels, int bands, int classes, Input input) {
    return Network.of(spec(architecture, channels, bands, classes, input)).parameters().size();
  }

  private static NetworkSpec spec(
      FixedArchitecture architecture, int channels, int bands, int classes, Input input) {
    return new NetworkSpec(
        Field.REAL,
        architecture,
        channels,
        0,
        false,
        1,
        bands,
        32,
        classes,
        Readout.MODULUS,
        input);
  }

  private static double changeByRotation(NetworkSpec spec) {
    Network network = Network.of(spec);
    CounterRandom random = CounterRandom.of(9);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weights = float64(manager, network.parameters().initialValues(random));
      NDArray features = noise(manager, random, new Shape(3, 2, 20, 18));
      // Multiplied by (-1)^frame i: (x, y) becomes (-y, x) or (y, -x).
      double[] turned = features.toDoubleArray();
      int plane = 20 * 18;
      for (int b = 0; b < 3; b++) {
        for (int i = 0; i < plane; i++) {
          double sign = i % 18 % 2 == 0 ? 1 : -1;
          double x = turned[2 * b * plane + i];
          turned[2 * b * plane + i] = -sign * turned[(2 * b + 1) * plane + i];
          turned[(2 * b + 1) * plane + i] = sign * x;
        }
      }
      double[] a =
          network.forward(Pass.training(network.parameters(), weights), features).toDoubleArray();
      double[] b =
          network
              .forward(
                  Pass.training(network.parameters(), weights),
                  manager.create(turned, features.getShape()))
              .toDoubleArray();
      double change = 0;
      for (int i = 0; i < a.length; i++) {
        change = Math.max(change, Math.abs(a[i] - b[i]));
      }
      return change;
    }
  }

  private static void foldEqualsForward(NetworkSpec spec) {
    Network network = Network.of(spec);
    CounterRandom random = CounterRandom.of(5);
    Shape shape = new Shape(3, 2, spec.bands(), spec.frames());
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weights = float64(manager, network.parameters().initialValues(random));
      Pass training = Pass.training(network.parameters(), weights);
      network.forward(training, noise(manager, random, shape));
      NDArray statistics = training.batchStatistics();
      assertThat(statistics.size()).isEqualTo(network.statistics().size());
      Pass evaluation =
          Pass.evaluation(network.parameters(), weights, network.statistics(), statistics);
      UnaryOperator<NDArray> folded = network.fold(evaluation);
      NDArray other = noise(manager, random, shape);
      double[] a = network.forward(evaluation, other).toDoubleArray();
      double[] b = folded.apply(other).toDoubleArray();
      assertThat(a).hasSize(15);
      for (int i = 0; i < a.length; i++) {
        assertThat(b[i]).isCloseTo(a[i], within(1e-9 * Math.max(1, Math.abs(a[i]))));
      }
    }
  }

  private static NDArray float64(NDManager manager, float[] values) {
    return manager.create(values).toType(DataType.FLOAT64, true);
  }

  private static NDArray noise(NDManager manager, CounterRandom random, Shape shape) {
    double[] values = new double[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return manager.create(values, shape);
  }
}
