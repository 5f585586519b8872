package dev.argand.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GenotypeTest {
  private static final String TEXT =
      "SS1 normal[sep3<0 skip<1 | dil5<1 max3<2] reduction[avg3<0 sep5<1 | dil3<0 skip<2]";

  @Test
  void parse_itsOwnText_givesTheSameGenotype() {
    Genotype genotype = Genotype.parse(TEXT);
    assertThat(genotype).hasToString(TEXT);
    assertThat(Genotype.parse(genotype.toString())).isEqualTo(genotype);
    assertThat(genotype.nodes()).isEqualTo(2);
  }

  @Test
  void parse_unknownOperation_namesIt() {
    assertThatThrownBy(() -> Genotype.parse(TEXT.replace("dil5", "conv9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'conv9'");
  }

  @Test
  void parse_operationOfAnotherSpace_isRefusedWithThoseOfItsOwn() {
    assertThatThrownBy(() -> Genotype.parse(TEXT.replace("dil5", "pol4_7_1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an operation of SS1 must be one of sep3, sep5, dil3, dil5, max3, avg3, skip, was"
                + " 'pol4_7_1'");
  }

  @Test
  void parse_inputFromALaterNode_isRefused() {
    assertThatThrownBy(() -> Genotype.parse(TEXT.replace("max3<2", "max3<3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 2], was 3");
  }
}
