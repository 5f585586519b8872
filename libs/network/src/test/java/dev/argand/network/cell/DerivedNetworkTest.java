package dev.argand.network.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.layer.Pass;
import dev.argand.signal.CounterRandom;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folding batch norms into kernels changes nothing, for every operation, narrow and wide. */
class DerivedNetworkTest {
  private static final Genotype GENOTYPE =
      Genotype.parse(
          "SS1 normal[sep3<0 skip<1 | dil5<1 max3<2 | sep5<0 avg3<3]"
              + " reduction[avg3<0 sep5<1 | dil3<0 skip<2 | skip<1 max3<0]");

  private static final List<Genotype> POLYNOMIALS =
      Stream.of(
              "SS_POL_ASYM4 normal[pol4_7_1<0 skip<1 | pol4_5_3<1 avg3<0]"
                  + " reduction[pol4_5_3<0 skip<1 | max3<0 pol4_7_1<2]",
              "SS_POL_ASYM5 normal[pol5_7_1<0 skip<1 | pol5_5_3<1 avg3<0]"
                  + " reduction[pol5_5_3<0 skip<1 | max3<0 pol5_7_1<2]",
              "SS_POL3RD_ATTENTION normal[att_7_1_1<0 skip<1 | att_5_3_3<1 avg3<0]"
                  + " reduction[att_5_3_3<0 skip<1 | max3<0 att_7_1_1<2]")
          .map(Genotype::parse)
          .toList();

  @ParameterizedTest
  @CsvSource({"REAL,4,2", "COMPLEX,4,1", "COMPLEX,10,2", "REAL,20,1"})
  void fold_equalsForwardAtRunningStatistics(Field field, int channels, int stemStride) {
    foldEqualsForward(GENOTYPE, field, channels, stemStride);
  }

  @ParameterizedTest
  @CsvSource({"REAL,4", "COMPLEX,4", "COMPLEX,10", "REAL,18"})
  void fold_ofPolynomials_equalsForwardAtRunningStatistics(Field field, int channels) {
    for (Genotype genotype : POLYNOMIALS) {
      foldEqualsForward(genotype, field, channels, 1);
    }
  }

  private static void foldEqualsForward(
      Genotype genotype, Field field, int channels, int stemStride) {
    NetworkSpec spec =
        new NetworkSpec(field, genotype, channels, 1, true, stemStride, 16, 18, 5, Readout.MODULUS);
    DerivedNetwork network = new DerivedNetwork(spec);
    CounterRandom random = CounterRandom.of(5);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weights = float64(manager, network.parameters().initialValues(random));
      NDArray features = noise(manager, random, new Shape(3, 2, 16, 18));
      // A training pass gives plausible statistics, which differ from the initial ones.
      Pass training = Pass.training(network.parameters(), weights);
      network.forward(training, features);
      NDArray statistics = training.batchStatistics();
      assertThat(statistics.size()).isEqualTo(network.statistics().size());
      Pass evaluation =
          Pass.evaluation(network.parameters(), weights, network.statistics(), statistics);
      UnaryOperator<NDArray> folded = network.fold(evaluation);
      NDArray other = noise(manager, random, new Shape(2, 2, 16, 18));
      double[] a = network.forward(evaluation, other).toDoubleArray();
      double[] b = folded.apply(other).toDoubleArray();
      assertThat(a).hasSize(10);
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
