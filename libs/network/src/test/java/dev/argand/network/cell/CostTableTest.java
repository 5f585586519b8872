package dev.argand.network.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTableTest {
  private static final Genotype SKIPS =
      Genotype.parse(
          "SS1 normal[skip<0 skip<1 | skip<0 skip<2] reduction[skip<0 skip<1 | skip<0 skip<2]");
  private static final Genotype MIXED =
      Genotype.parse(
          "SS1 normal[sep3<0 dil5<1 | max3<1 sep5<2] reduction[avg3<0 skip<1 | dil3<0 skip<2]");
  private static final Genotype POLYNOMIALS =
      Genotype.parse(
          "SS_POL_ASYM4 normal[pol4_7_1<0 skip<1 | sep3<0 pol4_5_3<2]"
              + " reduction[skip<0 pol4_5_3<1 | dil3<1 avg3<2]");

  @ParameterizedTest
  @CsvSource({"REAL,6,1,false", "COMPLEX,4,2,true", "COMPLEX,20,0,false"})
  void parameters_ofAGenotype_areThoseOfItsNetwork(
      Field field, int channels, int cells, boolean trailing) {
    CostTable table = CostTable.parameters(spec(SKIPS, field, channels, cells, trailing));
    for (Genotype genotype : java.util.List.of(SKIPS, MIXED)) {
      assertThat(table.of(genotype))
          .isEqualTo(parameters(spec(genotype, field, channels, cells, trailing)));
    }
    assertThat(
            CostTable.parameters(spec(POLYNOMIALS, field, channels, cells, trailing))
                .of(POLYNOMIALS))
        .isEqualTo(parameters(spec(POLYNOMIALS, field, channels, cells, trailing)));
  }

  /** A network without cells of the normal type, counted by hand. */
  @org.junit.jupiter.api.Test
  void multiplications_ofOneReductionAfterAnother_areCounted() {
    Genotype genotype = Genotype.parse("SS1 normal[skip<0 skip<1] reduction[sep3<0 max3<1]");
    CostTable table = CostTable.multiplications(spec(genotype, Field.REAL, 2, 0, false));
    // 16 x 16 in, stem of stride 1 to 6 channels; cells of 4, 8, 8 channels at 8, 4, 2 squared.
    double stem = 256 * 9 * 2 * 6;
    double first = 256 * 4 * (6 + 6) + 64 * 2 * (9 * 4 + 4 * 4);
    double second = 64 * 8 * (6 + 4) + 16 * 2 * (9 * 8 + 8 * 8);
    double third = 16 * 8 * (4 + 8) + 4 * 2 * (9 * 8 + 8 * 8);
    double head = 8 * 5;
    assertThat(table.of(genotype)).isEqualTo(stem + first + second + third + head);
    assertThat(CostTable.multiplications(spec(genotype, Field.COMPLEX, 2, 0, false)).of(genotype))
        .isEqualTo(4 * (stem / 2 + first + second + third + head));
  }

  private static double parameters(NetworkSpec spec) {
    return new DerivedNetwork(spec).parameters().size();
  }

  private static NetworkSpec spec(
      Genotype genotype, Field field, int channels, int cells, boolean trailing) {
    return new NetworkSpec(
        field, genotype, channels, cells, trailing, 1, 16, 16, 5, Readout.MODULUS);
  }
}
