package dev.argand.network.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Field;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SupernetTest {
  /** Parameter counts of the six-row table's searches, in millions of reals. */
  @Test
  void parameters_ofThePapersSearches_areCounted() {
    assertThat(millions(Field.REAL, 16, 2, 3, 10)).isCloseTo(1.585, Offset.offset(0.001));
    assertThat(millions(Field.REAL, 18, 2, 4, 35)).isCloseTo(3.006, Offset.offset(0.001));
    assertThat(millions(Field.COMPLEX, 14, 1, 4, 35)).isCloseTo(2.816, Offset.offset(0.001));
  }

  private static double millions(Field field, int channels, int cells, int nodes, int classes) {
    Supernet.Spec spec =
        new Supernet.Spec(
            field, SearchSpace.SS1, channels, cells, nodes, 1, classes, Readout.MODULUS);
    return new Supernet(spec).parameters().size() / 1e6;
  }
}
